// Virtual calls over shapes and expression trees, a visitor, multiple inheritance, std::function and shared pointers.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <vector>

namespace {

struct Shape {
  virtual ~Shape() = default;
  virtual uint32_t area() const = 0;
  virtual void grow(uint32_t by) = 0;
};
struct Named {
  virtual ~Named() = default;
  virtual uint32_t name() const { return 1; }
};
struct Box final : Shape, Named {
  uint32_t w, h;
  Box(uint32_t w, uint32_t h) : w(w), h(h) {}
  uint32_t area() const override { return w * h; }
  void grow(uint32_t by) override { w = (w + by) & 255, h ^= by; }
  uint32_t name() const override { return w; }
};
struct Triangle : Shape, Named {
  uint32_t base, height;
  Triangle(uint32_t b, uint32_t h) : base(b), height(h) {}
  uint32_t area() const override { return base * height / 2; }
  void grow(uint32_t by) override { base = (base * 3 + by) & 1023; }
};
struct Tall final : Triangle {
  using Triangle::Triangle;
  uint32_t area() const override { return Triangle::area() + height; }
  uint32_t name() const override { return height + base; }
};

struct Visitor;
struct Node {
  virtual ~Node() = default;
  virtual void accept(Visitor &) const = 0;
};
struct Leaf;
struct Pair;
struct Visitor {
  virtual ~Visitor() = default;
  virtual void visit(const Leaf &) = 0;
  virtual void visit(const Pair &) = 0;
};
struct Leaf final : Node {
  uint32_t value;
  explicit Leaf(uint32_t v) : value(v) {}
  void accept(Visitor &v) const override { v.visit(*this); }
};
struct Pair final : Node {
  char op;
  std::shared_ptr<const Node> left, right;
  Pair(char op, std::shared_ptr<const Node> l, std::shared_ptr<const Node> r) : op(op), left(std::move(l)), right(std::move(r)) {}
  void accept(Visitor &v) const override { v.visit(*this); }
};
struct Evaluate final : Visitor {
  uint32_t result = 0;
  void visit(const Leaf &leaf) override { result = leaf.value; }
  void visit(const Pair &pair) override {
    pair.left->accept(*this);
    uint32_t left = result;
    pair.right->accept(*this);
    result = pair.op == '+' ? left + result : pair.op == '*' ? left * result : left - result;
  }
};
struct Count final : Visitor {
  uint32_t leaves = 0, pairs = 0;
  void visit(const Leaf &) override { leaves++; }
  void visit(const Pair &pair) override { pairs++, pair.left->accept(*this), pair.right->accept(*this); }
};

std::shared_ptr<const Node> tree(uint32_t depth, uint32_t seed) {
  if (depth == 0) return std::make_shared<Leaf>(seed & 15);
  return std::make_shared<Pair>("+-*"[seed % 3], tree(depth - 1, seed * 5 + 1), tree(depth - 1, seed * 7 + 3));
}

}  // namespace

int main(int argc, char **argv) {
  long rounds = argc > 1 ? std::atol(argv[1]) : 1;
  uint64_t sum = 0;
  for (long round = 0; round < rounds; round++) {
    std::vector<std::unique_ptr<Shape>> shapes;
    for (uint32_t i = 0; i < 64; i++) {
      if (i % 3 == 0) shapes.push_back(std::make_unique<Box>(i, i + 3));
      else if (i % 3 == 1) shapes.push_back(std::make_unique<Triangle>(i, i + 5));
      else shapes.push_back(std::make_unique<Tall>(i + 1, i));
    }
    for (uint32_t pass = 0; pass < 20; pass++)
      for (auto &shape : shapes) {
        sum = sum * 3 + shape->area();
        shape->grow(pass);
      }
    for (auto &shape : shapes)
      if (auto *named = dynamic_cast<Named *>(shape.get())) sum += named->name();
    auto root = tree(7, static_cast<uint32_t>(round));
    Evaluate evaluate;
    Count count;
    for (int i = 0; i < 4; i++) root->accept(evaluate), root->accept(count);
    std::vector<std::function<uint32_t(uint32_t)>> steps;
    for (uint32_t i = 0; i < 8; i++) {
      if (i & 1) steps.emplace_back([i](uint32_t x) { return x * 31 + i; });
      else steps.emplace_back([i, &count](uint32_t x) { return (x ^ count.pairs) + (x >> i); });
    }
    uint32_t x = evaluate.result;
    for (int i = 0; i < 50; i++)
      for (auto &step : steps) x = step(x);
    sum = sum * 31 + evaluate.result + count.leaves + x;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(sum));
}
