// Runs kernels on an ordinary processor for the Java side, which talks to it through a pipe: the same steps as a CUDA driver (allocate,
// copy in, launch, copy out, free). Every request is one line of text, followed by bytes where data goes along; so is every answer.
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <sstream>

#include "machine.h"

namespace host {

void stop(const std::string& message) {
  std::printf("error %s\n", message.c_str());
  std::fflush(stdout);
  _exit(3);
}

}  // namespace host

namespace {

void segmentationFault(int) {
  std::string line = "error " + host::place() + ": memory outside its buffers\n";
  if (write(1, line.c_str(), line.size()) != (ssize_t)line.size()) _exit(5);
  _exit(4);
}

// launch NAME blocksX blocksY threads shared order count, then for each argument its bytes and its value.
void launch(std::istringstream& in) {
  std::string name;
  int blocksX, blocksY, threads, order;
  size_t shared, count;
  in >> name >> blocksX >> blocksY >> threads >> shared >> order >> count;
  const std::vector<size_t>* sizes = host::argumentSizes(name);
  if (!in || sizes == nullptr) {
    std::printf("error no kernel %s\n", name.c_str());
    return;
  }
  if (count != sizes->size()) {
    std::printf("error kernel %s has %zu arguments, not %zu\n", name.c_str(), sizes->size(), count);
    return;
  }
  std::vector<uint64_t> arguments(count);
  for (size_t i = 0; i < count; i++) {
    size_t bytes = 0;
    in >> bytes >> arguments[i];
    if (bytes != (*sizes)[i]) {
      std::printf("error argument %zu of kernel %s has %zu bytes, not %zu\n", i, name.c_str(), (*sizes)[i], bytes);
      return;
    }
  }
  host::launch(name, blocksX, blocksY, threads, shared, order, arguments.data());
  std::printf("done\n");
}

}  // namespace

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
      release(buffers[at]);
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
