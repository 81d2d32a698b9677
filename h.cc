#include <atomic>
#include <iostream>
#include <vector>
#include <map>
#include <thread>
#include <stdexcept>
int main(){ std::map<std::string,int> m; for(int i=0;i<1000;i++) m[std::to_string(i)]=i; std::vector<std::thread> t; std::atomic<int> n{0}; for(int i=0;i<4;i++) t.emplace_back([&]{for(int k=0;k<1000;k++) n++;}); for(auto&x:t) x.join(); try { throw std::runtime_error("x"); } catch (std::exception&e){ std::cout<<e.what()<<" "<<m.size()<<" "<<n<<"\n"; } }
