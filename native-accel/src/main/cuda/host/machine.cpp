// The machine: memory with fences, and the threads of a block as fibres.
#include "machine.h"

#include <setjmp.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <map>
#include <vector>

#include "shim.h"

namespace host {

Index thread, block, blockSize, gridSize;
unsigned char* sharedMemory;

namespace {

enum State { READY, AT_BLOCK_BARRIER, AT_WARP_BARRIER, DONE };

struct Fibre {
  ucontext_t context;
  jmp_buf place;
  bool begun;
  State state;
  size_t size;
  std::vector<unsigned char> mine;
  std::vector<unsigned char> seen;
};

const size_t STACK = 256 * 1024;
std::vector<Fibre> fibres;
std::vector<unsigned char*> stacks;
int current;
jmp_buf scheduler;
const Call* running;
const uint64_t* slots;
std::string kernelName;

struct Registered {
  Call call;
  std::vector<size_t> sizes;
};

std::map<std::string, Registered>& kernels() {
  static std::map<std::string, Registered> all;
  return all;
}

[[noreturn]] void fail(const std::string& what) { stop(place() + ": " + what); }

void body() {
  (*running)(slots);
  fibres[current].state = DONE;
  _longjmp(scheduler, 1);
}

void pause(State state) {
  fibres[current].state = state;
  if (_setjmp(fibres[current].place) == 0) _longjmp(scheduler, 1);
}

void resume(int t) {
  current = t;
  thread = {t, 0, 0};
  Fibre& f = fibres[t];
  if (_setjmp(scheduler) == 0) {
    if (f.begun) _longjmp(f.place, 1);
    f.begun = true;
    setcontext(&f.context);
  }
}

// Opens a warp's exchange once all its lanes have come to it.
bool openWarp(int first, int count) {
  for (int l = 0; l < count; l++) {
    if (fibres[first + l].state != AT_WARP_BARRIER) return false;
    if (fibres[first + l].size != fibres[first].size) fail("lanes of a warp meet in different exchanges");
  }
  size_t size = fibres[first].size;
  std::vector<unsigned char> all(32 * size, 0xff);
  for (int l = 0; l < count; l++) std::memcpy(&all[l * size], fibres[first + l].mine.data(), size);
  for (int l = 0; l < count; l++) {
    fibres[first + l].seen = all;
    fibres[first + l].state = READY;
  }
  return true;
}

void runBlock(int order, uint64_t& random) {
  int n = blockSize.x;
  std::vector<int> turn(n);
  for (int t = 0; t < n; t++) {
    Fibre& f = fibres[t];
    f.begun = false;
    f.state = READY;
    getcontext(&f.context);
    f.context.uc_stack.ss_sp = stacks[t];
    f.context.uc_stack.ss_size = STACK;
    f.context.uc_link = nullptr;
    makecontext(&f.context, body, 0);
    turn[t] = order == 1 ? n - 1 - t : t;
  }
  while (true) {
    if (order == 2) {
      for (int t = n - 1; t > 0; t--) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        std::swap(turn[t], turn[(random >> 33) % (t + 1)]);
      }
    }
    bool moved = false;
    for (int t : turn) {
      if (fibres[t].state == READY) {
        resume(t);
        moved = true;
      }
    }
    for (int first = 0; first < n; first += 32) moved |= openWarp(first, n - first < 32 ? n - first : 32);
    if (moved) continue;
    int done = 0;
    for (int t = 0; t < n; t++) done += fibres[t].state == DONE;
    if (done == n) return;
    for (int t = 0; t < n; t++) {
      if (fibres[t].state != AT_BLOCK_BARRIER) fail("some threads wait at a barrier that others never reach");
    }
    for (int t = 0; t < n; t++) fibres[t].state = READY;
  }
}


}  // namespace

Fenced fenced(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t room = (bytes + 15) / 16 * 16;
  size_t body = (room + page - 1) / page * page;
  size_t mapped = body + 2 * page;
  void* base = mmap(nullptr, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return {nullptr, 0, nullptr};
  unsigned char* first = (unsigned char*)base + page;
  mprotect(first, body, PROT_READ | PROT_WRITE);
  std::memset(first, 0xff, body);
  return {(unsigned char*)base, mapped, first + body - room};
}

std::string place() {
  return "kernel " + kernelName + ", block (" + std::to_string(block.x) + ", " + std::to_string(block.y) + "), thread " +
         std::to_string(thread.x);
}

void release(const Fenced& memory) { munmap(memory.base, memory.mapped); }

bool add(const char* name, Call call, std::vector<size_t> sizes) {
  kernels()[name] = {call, sizes};
  return true;
}

const std::vector<size_t>* argumentSizes(const std::string& name) {
  auto found = kernels().find(name);
  return found == kernels().end() ? nullptr : &found->second.sizes;
}

void launch(const std::string& name, int blocksX, int blocksY, int threads, size_t shared, int order, const uint64_t* arguments) {
  kernelName = name;
  gridSize = {blocksX, blocksY, 1};
  blockSize = {threads, 1, 1};
  running = &kernels().at(name).call;
  slots = arguments;
  fibres.resize(threads);
  while ((int)stacks.size() < threads) stacks.push_back(fenced(STACK).data);
  Fenced memory = fenced(shared);
  sharedMemory = memory.data;
  uint64_t random = 20261123;
  block.z = 0;
  for (block.y = 0; block.y < blocksY; block.y++) {
    for (block.x = 0; block.x < blocksX; block.x++) {
      std::memset(sharedMemory, 0xff, shared);
      runBlock(order, random);
    }
  }
  release(memory);
}

void blockBarrier() { pause(AT_BLOCK_BARRIER); }

const unsigned char* exchange(const void* mine, size_t size) {
  Fibre& f = fibres[current];
  f.mine.assign((const unsigned char*)mine, (const unsigned char*)mine + size);
  f.size = size;
  pause(AT_WARP_BARRIER);
  return fibres[current].seen.data();
}

}  // namespace host

