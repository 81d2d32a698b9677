// Streams, containers, algorithms, strings, threads and clocks of the C++ library.
#include <algorithm>
#include <atomic>
#include <bitset>
#include <chrono>
#include <complex>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <future>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

struct Report { std::ostringstream text; ~Report() { std::cout << text.str(); } };
static Report report;

static void streams() {
  std::cout << 42 << ' ' << std::hex << 255 << std::dec << ' ' << std::setw(6) << std::setfill('*') << 17 << ' ' << std::fixed << std::setprecision(3) << 3.14159 << ' ' << std::scientific << 12345.678 << std::defaultfloat << ' ' << 0.1 << ' ' << true << std::boolalpha << true << ' ' << 1e100 << ' ' << 'c' << "\n";
  std::istringstream in("12 3.5 word 0x1f rest of line\nsecond"); int i; double d; std::string w, x, l; in >> i >> d >> w >> x; std::getline(in, l); std::cout << i << d << w << x << l << in.eof() << "\n";
  { std::ofstream out("library.out"); for (int n = 0; n < 300; n++) out << n * n << '\n'; }
  std::ifstream back("library.out"); std::vector<long> squares((std::istream_iterator<long>(back)), {}); std::cout << squares.size() << ' ' << std::accumulate(squares.begin(), squares.end(), 0L) << "\n"; std::remove("library.out");
  std::ifstream none("none"); std::cout << !none << ' ' << std::stod("2.5e3") << ' ' << std::to_string(1.0 / 3) << ' ' << std::stoi("ff", nullptr, 16) << "\n";
}
static void containers() {
  std::mt19937_64 random(42); std::vector<std::uint64_t> numbers(800); std::generate(numbers.begin(), numbers.end(), [&] { return random() % 1000; });
  std::map<std::uint64_t, int> counts; for (auto n : numbers) counts[n]++; std::unordered_map<std::string, int> words; for (auto n : numbers) words[std::to_string(n)]++; std::set<std::uint64_t> distinct(numbers.begin(), numbers.end());
  std::cout << counts.size() << ' ' << words.size() << ' ' << distinct.size() << ' ' << counts.begin()->first << ' ' << words["7"] << ' ' << *distinct.rbegin() << "\n";
  auto sorted = numbers; std::sort(sorted.begin(), sorted.end()); std::stable_sort(numbers.begin(), numbers.end(), std::greater<>()); std::reverse(numbers.begin(), numbers.end()); std::cout << (sorted == numbers) << ' ' << *std::lower_bound(sorted.begin(), sorted.end(), 500) << ' ' << std::accumulate(sorted.begin(), sorted.end(), 0ULL) << "\n";
  std::priority_queue<int> queue; for (int n : {5, 1, 9, 3}) queue.push(n); std::list<int> list{4, 2, 8}; list.sort(); list.splice(list.begin(), std::list<int>{0}); std::deque<int> deque(list.begin(), list.end()); deque.push_front(-1); std::cout << queue.top(); for (int n : deque) std::cout << ' ' << n; std::cout << "\n";
  std::variant<int, std::string> either = "text"; std::optional<double> maybe; std::cout << std::get<std::string>(either) << either.index() << maybe.value_or(0.5) << ' ' << std::bitset<16>(0xa5) << ' ' << std::complex<double>(1, 2) * std::complex<double>(3, -1) << "\n";
  std::string text = "the quick brown fox"; std::cout << std::regex_replace(text, std::regex("(\\w)(\\w*)"), "$2$1") << ' ' << text.substr(4, 5) << ' ' << text.find("fox") << ' ' << (text.compare("then") < 0) << "\n";
  std::uniform_int_distribution<int> die(1, 6); std::cout << std::accumulate(text.begin(), text.end(), 0) << ' ' << (die(random) <= 6) << ' ' << std::gcd(84, 36) << "\n";
}
static void threads() {
  std::mutex mutex; std::condition_variable ready; std::atomic<int> atomic{0}; int turn = 0; std::vector<std::thread> pool; std::string order;
  for (int n = 0; n < 6; n++) pool.emplace_back([&, n] { for (int i = 0; i < 500; i++) atomic++; std::unique_lock lock(mutex); ready.wait(lock, [&] { return turn == n; }); order += static_cast<char>('a' + n); turn++; ready.notify_all(); });
  for (auto &thread : pool) thread.join(); std::cout << order << ' ' << atomic << "\n";
  auto future = std::async(std::launch::async, [](int n) { if (n > 3) throw std::runtime_error("from another thread"); return n; }, 4); try { future.get(); } catch (const std::exception &e) { std::cout << e.what() << "\n"; }
  std::promise<std::string> promise; std::thread giver([&] { promise.set_value("promised"); }); std::cout << promise.get_future().get() << "\n"; giver.join();
  thread_local int local = 3; std::thread([&] { local++; std::cout << local << ' '; }).join(); std::cout << local << "\n";
  auto start = std::chrono::steady_clock::now(); std::this_thread::sleep_for(std::chrono::milliseconds(20)); std::cout << (std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(20)) << "\n";
}
int main() { streams(); containers(); threads(); report.text << "destroyed last\n"; std::cerr << "to cerr\n"; return 0; }
