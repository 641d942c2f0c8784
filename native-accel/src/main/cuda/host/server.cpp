// Runs kernels on an ordinary processor for the Java side, which talks to it through a pipe: the same steps as a CUDA driver (allocate,
// copy in, launch, copy out, free). Every request is one line of text, followed by bytes where data goes along; so is every answer.
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>
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

std::map<std::string, Call>& kernels() {
  static std::map<std::string, Call> all;
  return all;
}

[[noreturn]] void fail(const std::string& what) {
  std::printf("error kernel %s, block (%d, %d, %d): %s\n", kernelName.c_str(), block.x, block.y, block.z, what.c_str());
  std::fflush(stdout);
  _exit(3);
}

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

// Memory whose last byte is followed by a page that nobody may touch, so that reading or writing past the end stops the process.
struct Fenced {
  unsigned char* base;
  size_t mapped;
  unsigned char* data;
};

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

void segmentationFault(int) {
  char line[256];
  int n = std::snprintf(line, sizeof(line), "error kernel %s, block (%d, %d, %d), thread %d: memory outside its buffers\n",
                        kernelName.c_str(), block.x, block.y, block.z, thread.x);
  if (write(1, line, n) != n) _exit(5);
  _exit(4);
}

void launch(std::istringstream& in) {
  int order;
  size_t shared;
  int count;
  in >> kernelName >> gridSize.x >> gridSize.y >> gridSize.z >> blockSize.x >> shared >> order >> count;
  blockSize.y = blockSize.z = 1;
  std::vector<uint64_t> arguments(count);
  for (auto& a : arguments) in >> a;
  auto found = kernels().find(kernelName);
  if (!in || found == kernels().end()) {
    std::printf("error no kernel %s\n", kernelName.c_str());
    return;
  }
  running = &found->second;
  slots = arguments.data();
  fibres.resize(blockSize.x);
  while ((int)stacks.size() < blockSize.x) stacks.push_back(fenced(STACK).data);
  Fenced s = fenced(shared);
  sharedMemory = s.data;
  uint64_t random = 20261123;
  for (block.z = 0; block.z < gridSize.z; block.z++) {
    for (block.y = 0; block.y < gridSize.y; block.y++) {
      for (block.x = 0; block.x < gridSize.x; block.x++) {
        std::memset(sharedMemory, 0xff, shared);
        runBlock(order, random);
      }
    }
  }
  munmap(s.base, s.mapped);
  std::printf("done\n");
}

}  // namespace

bool add(const char* name, Call call) {
  kernels()[name] = call;
  return true;
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

int main() {
  using namespace host;
  static unsigned char alternate[64 * 1024];
  stack_t s = {};
  s.ss_sp = alternate;
  s.ss_size = sizeof(alternate);
  sigaltstack(&s, nullptr);
  struct sigaction action = {};
  action.sa_handler = segmentationFault;
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGSEGV, &action, nullptr);
  sigaction(SIGBUS, &action, nullptr);
  std::map<uint64_t, Fenced> buffers;
  char line[4096];
  while (std::fgets(line, sizeof(line), stdin)) {
    std::istringstream in(line);
    std::string verb;
    in >> verb;
    if (verb == "allocate") {
      size_t bytes = 0;
      in >> bytes;
      Fenced f = fenced(bytes);
      if (f.data == nullptr) {
        std::printf("error no memory for %zu bytes\n", bytes);
      } else {
        buffers[(uint64_t)f.data] = f;
        std::printf("done %llu\n", (unsigned long long)f.data);
      }
    } else if (verb == "free") {
      uint64_t at = 0;
      in >> at;
      munmap(buffers[at].base, buffers[at].mapped);
      buffers.erase(at);
      std::printf("done\n");
    } else if (verb == "write") {
      uint64_t at = 0;
      size_t bytes = 0;
      in >> at >> bytes;
      if (std::fread((void*)at, 1, bytes, stdin) != bytes) return 1;
      std::printf("done\n");
    } else if (verb == "read") {
      uint64_t at = 0;
      size_t bytes = 0;
      in >> at >> bytes;
      std::printf("done\n");
      std::fwrite((void*)at, 1, bytes, stdout);
    } else if (verb == "launch") {
      launch(in);
    } else {
      std::printf("error unknown request %s\n", verb.c_str());
    }
    std::fflush(stdout);
  }
  return 0;
}
