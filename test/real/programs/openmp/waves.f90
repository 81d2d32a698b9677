! A wave on a string, a matrix product, sorting and sections with OpenMP; every sum has one order.
program waves
  use omp_lib
  use iso_fortran_env, only: int64, real64
  implicit none
  integer, parameter :: n = 400, m = 48
  real(real64) :: u(0:n, 0:2), a(m, m), b(m, m), c(m, m), parts(4)
  integer(int64) :: total, seed
  integer :: i, j, k, step, one, two, three
  logical :: same

  u = 0
  do i = 0, n
    u(i, 0) = real(i * (n - i), real64) / (n * n)
    u(i, 1) = u(i, 0)
  end do
  do step = 1, 200
    !$omp parallel do num_threads(4)
    do i = 1, n - 1
      u(i, 2) = 2 * u(i, 1) - u(i, 0) + 0.25_real64 * (u(i + 1, 1) - 2 * u(i, 1) + u(i - 1, 1))
    end do
    !$omp end parallel do
    u(:, 0) = u(:, 1); u(:, 1) = u(:, 2)
  end do
  parts = 0
  !$omp parallel num_threads(4) private(i)
  do i = omp_get_thread_num() * 100, omp_get_thread_num() * 100 + 99
    parts(omp_get_thread_num() + 1) = parts(omp_get_thread_num() + 1) + u(i, 1) ** 2
  end do
  !$omp end parallel
  print '(a, z16.16, f20.14)', 'wave ', transfer(sqrt(sum(parts)), 0_int64), sqrt(sum(parts))

  do j = 1, m
    do i = 1, m
      a(i, j) = real(mod(i * j, 17), real64) / 3; b(i, j) = real(mod(i + 5 * j, 13), real64) / 7
    end do
  end do
  !$omp parallel do num_threads(4) collapse(2) schedule(dynamic, 16) private(k)
  do j = 1, m
    do i = 1, m
      c(i, j) = 0
      do k = 1, m
        c(i, j) = c(i, j) + a(i, k) * b(k, j)
      end do
    end do
  end do
  !$omp end parallel do
  print '(a, z16.16, f20.10)', 'product ', transfer(c(7, 11), 0_int64), c(7, 11)

  total = 0
  !$omp parallel do num_threads(4) reduction(+:total) private(seed) schedule(guided)
  do i = 1, 1000
    seed = ieor(int(i, int64) * 2654435761_int64, shiftr(int(i, int64) * 40503_int64, 3))
    total = total + iand(seed, 65535_int64)
  end do
  !$omp end parallel do
  print '(a, i0)', 'total ', total

  one = 0; two = 0; three = 0
  !$omp parallel sections num_threads(3)
  one = 1
  !$omp section
  two = 2
  !$omp section
  three = 3
  !$omp end parallel sections
  same = one + two + three == 6
  !$omp parallel num_threads(4) reduction(.and.:same)
  same = same .and. omp_get_num_threads() == 4 .and. omp_in_parallel()
  !$omp end parallel
  print '(a, l1)', 'sections ', same
end program
