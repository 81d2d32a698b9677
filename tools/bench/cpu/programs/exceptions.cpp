// Exceptions thrown through frames with destructors, caught by type, rethrown; and the same errors as returned values.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

namespace {

struct Guard {
  uint32_t &count;
  explicit Guard(uint32_t &c) : count(c) { count += 2; }
  ~Guard() { count -= 1; }
};
struct Overflow : std::runtime_error {
  uint32_t at;
  explicit Overflow(uint32_t at) : std::runtime_error("overflow"), at(at) {}
};
struct Missing : std::out_of_range {
  using std::out_of_range::out_of_range;
};

__attribute__((noinline)) uint32_t deep(uint32_t depth, uint32_t value, uint32_t &count) {
  Guard guard(count);
  if (depth == 0) {
    if (value % 3 == 0) throw Overflow(value);
    if (value % 3 == 1) throw Missing("key");
    return value;
  }
  std::string local(depth % 24, 'x'); // a destructor that frees, in some frames
  return deep(depth - 1, value, count) + static_cast<uint32_t>(local.size());
}

__attribute__((noinline)) uint32_t middle(uint32_t value, uint32_t &count) {
  try {
    return deep(value % 12, value, count);
  } catch (const Overflow &overflow) {
    if (overflow.at % 2 == 0) throw;
    return overflow.at * 7;
  }
}

__attribute__((noinline)) std::optional<uint32_t> quiet(uint32_t depth, uint32_t value) {
  if (depth == 0) return value % 3 == 2 ? std::optional<uint32_t>(value) : std::nullopt;
  auto below = quiet(depth - 1, value + 1);
  if (!below) return std::nullopt;
  return *below + depth;
}

}  // namespace

int main(int argc, char **argv) {
  long rounds = argc > 1 ? std::atol(argv[1]) : 1;
  uint64_t sum = 0;
  uint32_t count = 0;
  for (long round = 0; round < rounds; round++) {
    for (uint32_t i = 0; i < 30; i++) {
      try {
        sum = sum * 31 + middle(static_cast<uint32_t>(round) + i, count);
      } catch (const std::runtime_error &error) {
        sum += static_cast<unsigned char>(error.what()[1]);
      } catch (const std::exception &error) {
        sum += std::string(error.what()).size();
      }
    }
    for (uint32_t i = 0; i < 300; i++) sum = sum * 3 + quiet(i % 20, i).value_or(1);
    sum += count;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(sum));
}
