// An ordinary processor as a machine that runs kernels.
#ifndef FIDUCIAL_HOST_MACHINE_H
#define FIDUCIAL_HOST_MACHINE_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace host {

// Memory whose last byte is followed by a page that nobody may touch, so that reading or writing past the end stops the process. It begins
// as NaNs. data is null if there is none.
struct Fenced {
  unsigned char* base;
  size_t mapped;
  unsigned char* data;
};

Fenced fenced(size_t bytes);
void release(const Fenced& memory);

// Bytes of each argument of a kernel; null if there is no such kernel.
const std::vector<size_t>* argumentSizes(const std::string& name);

// Runs every block of a kernel that there is. Threads take turns in ascending (0), descending (1) or shuffled (2) order.
void launch(const std::string& name, int blocksX, int blocksY, int threads, size_t shared, int order, const uint64_t* arguments);

// Where the machine is, for messages.
std::string place();

// Ends the process with a message; whoever uses the machine says how.
[[noreturn]] void stop(const std::string& message);

}  // namespace host

#endif
