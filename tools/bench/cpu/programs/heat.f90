! Fortran: heat flowing through a box by relaxation, a wave of complex numbers, and an intrinsic matrix product.
program heat
  implicit none
  integer, parameter :: n = 24, wide = selected_int_kind(18), double = kind(1d0)
  real(double) :: now(n, n, n), later(n, n, n), m(16, 16), p(16, 16)
  complex(double) :: wave(256), turn
  integer :: rounds, round, step, i, j, k
  integer(wide) :: total
  character(len=20) :: argument

  rounds = 1
  if (command_argument_count() > 0) then
    call get_command_argument(1, argument)
    read (argument, *) rounds
  end if
  total = 0
  do i = 1, 256
    wave(i) = cmplx(mod(i * 7, 32) / 16d0 - 1d0, 0.25d0 * mod(i, 5), double)
  end do
  do j = 1, 16
    do i = 1, 16
      m(i, j) = 1d0 / (i + j)
    end do
  end do
  do round = 1, rounds
    do k = 1, n
      do j = 1, n
        do i = 1, n
          now(i, j, k) = mod(i * j + k * round, 17) * 0.5d0
        end do
      end do
    end do
    later = now
    do step = 1, 4
      do k = 2, n - 1
        do j = 2, n - 1
          do i = 2, n - 1
            later(i, j, k) = now(i, j, k) + 0.1d0 * (now(i - 1, j, k) + now(i + 1, j, k) + now(i, j - 1, k) &
                             + now(i, j + 1, k) + now(i, j, k - 1) + now(i, j, k + 1) - 6d0 * now(i, j, k))
          end do
        end do
      end do
      now = later
    end do
    turn = (0.6d0, 0.8d0)
    do step = 1, 4
      do i = 2, 255
        wave(i) = 0.5d0 * (wave(i - 1) * turn + wave(i + 1) * conjg(turn))
      end do
    end do
    p = matmul(m, now(1:16, 1:16, 3)) + transpose(m)
    call note(sum(now))
    call note(maxval(p) - minval(p))
    call note(dot_product(p(:, 3), p(5, :)))
    call note(real(wave(100)) + aimag(wave(33)) * 3d0)
  end do
  print '(i0)', iand(total, int(z'7fffffffffffffff', wide))
contains
  subroutine note(x)
    real(double), intent(in) :: x
    total = ieor(ishftc(total, 7), transfer(x, total))
  end subroutine note
end program heat
