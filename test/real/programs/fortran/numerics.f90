! Linear algebra, integration, formatted input and output, arrays, derived types and recursion.
module shapes
  implicit none
  type :: point
    real(8) :: x, y
  end type
contains
  recursive integer(8) function ackermann(m, n) result(r)
    integer(8), intent(in) :: m, n
    if (m == 0) then; r = n + 1
    else if (n == 0) then; r = ackermann(m - 1, 1_8)
    else; r = ackermann(m - 1, ackermann(m, n - 1))
    end if
  end function
  pure real(8) function f(x)
    real(8), intent(in) :: x
    f = exp(-x * x) * cos(3 * x)
  end function
  subroutine solve(a, b, n)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n, n), b(n)
    integer :: i, k, p
    real(8) :: m, row(n), t
    do k = 1, n
      p = k - 1 + maxloc(abs(a(k:n, k)), 1)
      row = a(k, :); a(k, :) = a(p, :); a(p, :) = row; t = b(k); b(k) = b(p); b(p) = t
      do i = k + 1, n
        m = a(i, k) / a(k, k); a(i, k:) = a(i, k:) - m * a(k, k:); b(i) = b(i) - m * b(k)
      end do
    end do
    do k = n, 1, -1
      b(k) = (b(k) - dot_product(a(k, k + 1:n), b(k + 1:n))) / a(k, k)
    end do
  end subroutine
end module

program numerics
  use shapes
  implicit none
  integer, parameter :: n = 24
  real(8) :: a(n, n), b(n), total, h, c(n, n), previous
  real(4) :: single
  complex(8) :: z, w(16)
  integer :: i, j, unit, status, values(5)
  character(40) :: line
  logical :: mask(10)
  type(point), allocatable :: points(:)

  do i = 1, n
    do j = 1, n
      a(i, j) = 1d0 / (i + j - 1) + merge(1d0, 0d0, i == j)
    end do
    b(i) = i
  end do
  c = matmul(a, transpose(a)); print '(a, f20.12, es16.8)', 'product', sum(c), c(3, 7)
  call solve(a, b, n); print '(4f16.10)', b(1:8)
  h = 1d0 / 2000; total = 0.5d0 * (f(-4d0) + f(4d0))
  do i = 1, 15999
    total = total + f(-4d0 + i * h)
  end do
  print '(a, f18.14)', 'integral', total * h
  print *, 'ackermann', ackermann(2_8, 9_8), huge(1), tiny(1d0), epsilon(1.0)
  z = (1d0, 2d0); z = exp(z) / sqrt(z); print '(2es24.15)', z
  w = [(cmplx(cos(0.3d0 * i), sin(0.2d0 * i), 8), i = 1, 16)]; print '(2f16.10)', sum(w * conjg(w)), product(w(1:4))
  single = 0.1; do i = 1, 20; single = single * 1.37 + 0.01; end do; print *, single, nint(single), mod(-7, 3), modulo(-7, 3), 2**10, ishft(5, 3)
  mask = [(mod(i, 3) == 0, i = 1, 10)]; print *, count(mask), pack([(i, i = 1, 10)], mask), any(mask), maxval([3, 9, 2])
  write (line, '(i5, 1x, f8.3, 1x, l1, 1x, a)') 42, 2.5, .true., 'text'; print '(a)', '[' // trim(line) // ']'
  read (line, *) i, single; print *, i, single, index(line, 'text'), len_trim(adjustl(line))
  open (newunit=unit, file='numerics.out', form='formatted'); do i = 1, 100; write (unit, *) i, sqrt(real(i, 8)); end do
  rewind (unit); previous = 0; do; read (unit, *, iostat=status) i, total; if (status /= 0) exit; previous = previous + total; end do; close (unit, status='delete'); print *, i, previous
  open (newunit=unit, file='numerics.bin', form='unformatted', access='stream'); write (unit) [1, 2, 3, 4, 5]; read (unit, pos=1) values; close (unit, status='delete'); print *, values
  allocate (points(1000)); points%x = [(sin(real(i, 8)), i = 1, 1000)]; points%y = cos(points%x); print '(2es22.14)', sum(points%x), sum(points%y)
  print *, atan2(1d0, 2d0), gamma(4.5d0), erf(0.3d0), bessel_j0(1.5d0), hypot(3d0, 4d0), log_gamma(10d0)
  print *, spread([1, 2], 1, 2), reshape([1, 2, 3, 4, 5, 6], [3, 2]), cshift([1, 2, 3], 1)
  stop 4
end program
