# The compilers compile, assemble, link and run: C with threads, C++ with exceptions that cross them, a library of one's own.
export PATH=/usr/bin:/bin LC_ALL=C

cat > threads.c <<'C'
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local long own;
static long sum;

static void *work(void *from) {
  for (long i = (long)from; i < 100000; i += 4) own += i;
  pthread_mutex_lock(&lock);
  sum += own;
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  pthread_t threads[4];
  for (long i = 0; i < 4; i++) pthread_create(&threads[i], NULL, work, (void *)i);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  printf("%ld %ld\n", sum, own);
  return 0;
}
C
gcc -O2 -Wall -Wextra -Werror -pthread threads.c -o threads && ./threads

cat > exceptions.cc <<'C'
#include <exception>
#include <pthread.h>
#include <stdio.h>

struct Guard {
  const char *name;
  ~Guard() { printf("%s left\n", name); }
};

struct Deep : std::exception {
  const char *what() const noexcept override { return "deep"; }
};

static int deep(int n) {
  Guard guard{n % 2 ? "odd" : "even"};
  if (n == 0) throw Deep();
  return deep(n - 1) + 1;
}

static void *work(void *caught) {
  try {
    deep(3);
  } catch (...) {
    *static_cast<std::exception_ptr *>(caught) = std::current_exception();
  }
  return nullptr;
}

int main() {
  std::exception_ptr caught;
  pthread_t thread;
  pthread_create(&thread, nullptr, work, &caught);
  pthread_join(thread, nullptr);
  try {
    std::rethrow_exception(caught);
  } catch (const std::exception &error) {
    printf("caught %s\n", error.what());
  }
}
C
g++ -O1 exceptions.cc -o exceptions && ./exceptions

echo 'int answer(void) { return 42; }' > answer.c
echo '#include <stdio.h>
int answer(void); int main(void) { printf("%d\n", answer()); return 0; }' > ask.c
gcc -fPIC -shared answer.c -o libanswer.so
gcc ask.c -L. -lanswer -Wl,-rpath,"$PWD" -o ask && ./ask
gcc -c answer.c && ar rcs libstill.a answer.o && gcc ask.c libstill.a -o still && ./still

echo 'int missing(void); int main(void) { return missing() + wrong; }' > wrong.c
gcc wrong.c -o wrong 2>&1 | grep -o "error: .wrong. undeclared"
sed -i 's/ + wrong//' wrong.c; gcc wrong.c -o wrong 2>&1 | grep -o 'undefined reference to .missing.'
