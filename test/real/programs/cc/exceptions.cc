// Exceptions across frames, through callbacks of C, in constructors, rethrown and nested; run-time types.
#include <cstdio>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

static int alive;
struct Counted { std::string name; explicit Counted(std::string n) : name(std::move(n)) { ++alive; } Counted(const Counted &o) : name(o.name) { ++alive; } ~Counted() { --alive; std::cout << "~" << name << " "; } };
struct Base { virtual ~Base() = default; virtual std::string who() const { return "base"; } };
struct Left : virtual Base { std::string who() const override { return "left"; } };
struct Right : virtual Base { int value = 7; };
struct Both : Left, Right { std::string who() const override { return "both"; } };
struct Problem : std::runtime_error { int code; Problem(const std::string &what, int code) : runtime_error(what), code(code) {} };

__attribute__((noinline)) static double deep(int n, double carried) {
  Counted guard("frame" + std::to_string(n));
  volatile double local = carried * 1.5;
  if (n == 0) throw Problem("at the bottom", 42);
  return deep(n - 1, local) + local;
}
struct Half { Counted first{"member"}; Half() { throw std::logic_error("constructor"); } };
static int compare(const void *, const void *) { throw 5; }
static void fault(int) { throw std::runtime_error("out of a signal handler"); }
static void faults() {
  struct sigaction action = {}; action.sa_handler = fault; action.sa_flags = SA_NODEFER; sigaction(SIGSEGV, &action, nullptr);
  for (int i = 0; i < 3; i++) try { Counted guard("fault"); *reinterpret_cast<volatile int *>(16) = i; } catch (const std::exception &e) { std::cout << e.what() << ", alive " << alive << "\n"; }
}
static void nested() { try { try { throw std::out_of_range("inner"); } catch (...) { std::throw_with_nested(Problem("outer", 1)); } } catch (const Problem &p) { try { std::rethrow_if_nested(p); } catch (const std::out_of_range &o) { std::cout << p.what() << " around " << o.what() << "\n"; } } }

int main() {
  for (int i = 0; i < 3; i++) try { deep(i * 3, 1.25); } catch (const Problem &p) { std::cout << "\n" << p.what() << " " << p.code << ", alive " << alive << "\n"; }
  try { Half half; } catch (const std::exception &e) { std::cout << e.what() << ", alive " << alive << "\n"; }
  try { int numbers[] = {3, 1, 2}; std::qsort(numbers, 3, sizeof(int), compare); } catch (int n) { std::cout << "through qsort " << n << "\n"; }
  try { try { throw std::string("text"); } catch (const std::string &s) { std::cout << "first " << s << "\n"; throw; } } catch (...) { std::exception_ptr held = std::current_exception(); try { std::rethrow_exception(held); } catch (const std::string &s) { std::cout << "again " << s << "\n"; } }
  nested();
  faults();
  try { std::vector<int>(3).at(10); } catch (const std::out_of_range &) { std::cout << "out of range\n"; }
  try { (void)new char[static_cast<std::size_t>(1) << 60]; } catch (const std::bad_alloc &e) { std::cout << e.what() << "\n"; }
  std::unique_ptr<Base> shape = std::make_unique<Both>();
  std::cout << shape->who() << " " << (dynamic_cast<Right *>(shape.get()) ? dynamic_cast<Right &>(*shape).value : 0) << " " << (typeid(*shape) == typeid(Both)) << "\n";
  try { Base base; (void)dynamic_cast<Left &>(base); } catch (const std::bad_cast &e) { std::cout << e.what() << "\n"; }
  try { std::function<int()> none; none(); } catch (const std::bad_function_call &e) { std::cout << e.what() << "\n"; }
  int thrown = 0; for (int i = 0; i < 2000; i++) try { if (i % 2) throw i; } catch (int n) { thrown += n; } std::cout << thrown << "\n";
  std::set_terminate([] { std::cout << "terminated" << std::endl; std::_Exit(9); });
  [&]() noexcept { throw 1; }();
}
