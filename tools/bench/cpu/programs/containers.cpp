// The standard library's containers and algorithms: map, unordered_map, deque, priority_queue, string, sort with a lambda.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

uint32_t seed = 17;
uint32_t draw() { return (seed = seed * 1664525u + 1013904223u) >> 8; }

uint64_t maps() {
  std::map<uint32_t, uint32_t> ordered;
  std::unordered_map<std::string, uint32_t> words;
  for (int i = 0; i < 600; i++) {
    uint32_t key = draw() % 300;
    ordered[key] += static_cast<uint32_t>(i);
    if (key % 5 == 0) ordered.erase(draw() % 300);
    words["w" + std::to_string(key * key)]++;
  }
  uint64_t sum = 0;
  for (auto &[key, value] : ordered) sum = sum * 31 + key * value;
  uint64_t any_order = 0;
  for (auto &[word, count] : words) any_order += word.size() * count + static_cast<unsigned char>(word.back());
  auto above = ordered.lower_bound(150);
  return sum + any_order + (above == ordered.end() ? 0 : above->second);
}

uint64_t queues() {
  std::priority_queue<std::pair<uint32_t, uint32_t>> events;
  std::deque<uint32_t> line;
  uint64_t sum = 0;
  for (uint32_t i = 0; i < 100; i++) events.emplace(draw() % 1000, i);
  for (int i = 0; i < 800; i++) {
    auto [time, who] = events.top();
    events.pop();
    if (line.size() > 40) sum += line.front(), line.pop_front();
    if (who & 1) line.push_back(time);
    else line.push_front(who);
    events.emplace(time > 3 ? time - draw() % 4 : 1000, who);
    sum = sum * 3 + time;
  }
  return sum + line.size();
}

uint64_t strings() {
  std::string text;
  for (int i = 0; i < 200; i++) {
    text += static_cast<char>('a' + draw() % 26);
    if (i % 7 == 0) text.insert(text.size() / 2, "-x-");
  }
  uint64_t sum = 0;
  for (size_t at = 0; (at = text.find("-x-", at)) != std::string::npos; at++) sum += at;
  std::vector<std::string> parts;
  for (size_t i = 0; i + 6 < text.size(); i += 3) parts.push_back(text.substr(i, 4 + i % 20));
  std::sort(parts.begin(), parts.end());
  for (auto &part : parts) sum = sum * 31 + static_cast<unsigned char>(part[1]) + part.length();
  return sum;
}

uint64_t vectors() {
  struct Item {
    uint32_t key;
    uint16_t group;
    std::string name;
  };
  std::vector<Item> items;
  for (uint32_t i = 0; i < 300; i++) items.push_back({draw(), static_cast<uint16_t>(draw() % 7), std::string(1 + i % 24, 'n')});
  std::stable_sort(items.begin(), items.end(), [](const Item &a, const Item &b) { return a.group < b.group || (a.group == b.group && a.key < b.key); });
  std::set<uint32_t> seen;
  for (auto &item : items) seen.insert(item.key % 97);
  items.erase(std::remove_if(items.begin(), items.end(), [](const Item &i) { return i.key % 3 == 0; }), items.end());
  auto total = std::accumulate(items.begin(), items.end(), uint64_t{0}, [](uint64_t sum, const Item &i) { return sum * 31 + i.key + i.name.size(); });
  return total + seen.size() + items.size();
}

}  // namespace

int main(int argc, char **argv) {
  long rounds = argc > 1 ? std::atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) sum = sum * 31 + maps() + queues() * 3 + strings() * 5 + vectors() * 7;
  std::printf("%llu\n", static_cast<unsigned long long>(sum));
}
