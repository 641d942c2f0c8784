// A libcuda.so.1 for tests without a GPU: the driver's calls that CudaDevice makes, on the host machine. It is strict where a driver is:
// a context has to be current, memory and functions have to be known, large shared memory has to be asked for, and a module's image has to
// be PTX or machine code for this device that names its kernels. What runs is the host's own code. Any other call of the driver's is missing.
//   TEST_CAPABILITY    the device's compute capability, ten times; 90 if it is not set
//   TEST_OLD_DRIVER    if it is set, machine code is refused, as by a driver older than what made it
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>

#include "../../main/cuda/host/machine.h"

namespace host {
void stop(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(7);
}
}  // namespace host

namespace {

enum Status {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  NOT_INITIALIZED = 3,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  NO_BINARY_FOR_GPU = 209,
  NOT_FOUND = 500
};

struct Module {
  std::string image;
  bool machine;
};

struct Function {
  std::string name;
  size_t shared;
};

bool initialised;
int retained;
void* current;
int theContext;
std::map<unsigned long long, host::Fenced> memory;
std::set<Module*> modules;
std::set<Function*> functions;

bool holds(unsigned long long at, size_t bytes) {
  auto found = memory.find(at);
  return found != memory.end() && (unsigned char*)at + bytes <= found->second.base + found->second.mapped;
}

int capability() {
  const char* said = std::getenv("TEST_CAPABILITY");
  return said == nullptr ? 90 : std::atoi(said);
}

template <class Number>
Number at(const unsigned char* image, size_t offset) {
  Number n;
  std::memcpy(&n, image + offset, sizeof n);
  return n;
}

// Machine code is an ELF file for processor 190 that ends with its section headers or before; its flags hold the capability it is for.
Status machine(const unsigned char* image, std::string& bytes) {
  if (at<uint16_t>(image, 18) != 190) return INVALID_IMAGE;
  int made = (int)(at<uint32_t>(image, 48) >> 8 & 0xff);
  bool runs = made / 10 == capability() / 10 && made <= capability();
  if (!runs || std::getenv("TEST_OLD_DRIVER") != nullptr) return NO_BINARY_FOR_GPU;
  bytes.assign((const char*)image, at<uint64_t>(image, 40) + (size_t)at<uint16_t>(image, 58) * at<uint16_t>(image, 60));
  return SUCCESS;
}

Status ready() { return !initialised ? NOT_INITIALIZED : current != &theContext || retained < 1 ? INVALID_CONTEXT : SUCCESS; }

}  // namespace

#define CALL extern "C" int
#define REQUIRE_READY \
  if (ready() != SUCCESS) return ready()

CALL cuInit(unsigned) {
  initialised = true;
  return SUCCESS;
}
CALL cuDeviceGetCount(int* count) {
  *count = 1;
  return initialised ? SUCCESS : NOT_INITIALIZED;
}
CALL cuDeviceGet(int* device, int ordinal) {
  *device = 0;
  return ordinal == 0 ? SUCCESS : INVALID_VALUE;
}
CALL cuDeviceGetName(char* name, int length, int) {
  std::snprintf(name, length, "a driver for tests");
  return SUCCESS;
}
CALL cuDeviceGetAttribute(int* value, int attribute, int) {
  if (attribute == 75) *value = capability() / 10;
  else if (attribute == 76) *value = capability() % 10;
  else return INVALID_VALUE;
  return SUCCESS;
}
CALL cuDevicePrimaryCtxRetain(void** context, int) {
  retained++;
  *context = &theContext;
  return SUCCESS;
}
CALL cuDevicePrimaryCtxRelease_v2(int) {
  retained--;
  return SUCCESS;
}
CALL cuCtxSetCurrent(void* context) {
  current = context;
  return SUCCESS;
}
CALL cuCtxSynchronize() { return ready(); }
CALL cuMemAlloc_v2(unsigned long long* at, size_t bytes) {
  REQUIRE_READY;
  if (bytes == 0) return INVALID_VALUE;
  host::Fenced f = host::fenced(bytes);
  *at = (unsigned long long)f.data;
  memory[*at] = f;
  return SUCCESS;
}
CALL cuMemFree_v2(unsigned long long at) {
  REQUIRE_READY;
  auto found = memory.find(at);
  if (found == memory.end()) return INVALID_VALUE;
  host::release(found->second);
  memory.erase(found);
  return SUCCESS;
}
CALL cuMemcpyHtoD_v2(unsigned long long to, const void* from, size_t bytes) {
  REQUIRE_READY;
  if (!holds(to, bytes)) return INVALID_VALUE;
  std::memcpy((void*)to, from, bytes);
  return SUCCESS;
}
CALL cuMemcpyDtoH_v2(void* to, unsigned long long from, size_t bytes) {
  REQUIRE_READY;
  if (!holds(from, bytes)) return INVALID_VALUE;
  std::memcpy(to, (const void*)from, bytes);
  return SUCCESS;
}
CALL cuModuleLoadData(void** module, const void* image) {
  REQUIRE_READY;
  Module m{"", std::memcmp(image, "\177ELF", 4) == 0};
  if (m.machine) {
    Status status = machine((const unsigned char*)image, m.image);
    if (status != SUCCESS) return status;
  } else {
    m.image = (const char*)image;
    bool ptx = m.image.find(".version") != std::string::npos && m.image.find(".target sm_80") != std::string::npos;
    if (!ptx || capability() < 80) return INVALID_IMAGE;
  }
  Module* kept = new Module(m);
  modules.insert(kept);
  *module = kept;
  return SUCCESS;
}
CALL cuModuleUnload(void* module) {
  REQUIRE_READY;
  return modules.erase((Module*)module) == 1 ? SUCCESS : INVALID_VALUE;
}
CALL cuModuleGetFunction(void** function, void* module, const char* name) {
  REQUIRE_READY;
  if (modules.count((Module*)module) == 0) return INVALID_VALUE;
  Module* m = (Module*)module;
  std::string entry = m->machine ? std::string(".text.") + name + std::string(1, '\0') : std::string(".visible .entry ") + name + "(";
  bool named = m->image.find(entry) != std::string::npos;
  if (!named || host::argumentSizes(name) == nullptr) return NOT_FOUND;
  Function* f = new Function{name, 48 * 1024};
  functions.insert(f);
  *function = f;
  return SUCCESS;
}
CALL cuFuncSetAttribute(void* function, int attribute, int value) {
  REQUIRE_READY;
  if (functions.count((Function*)function) == 0 || attribute != 8 || value > 227 * 1024) return INVALID_VALUE;
  ((Function*)function)->shared = (size_t)value;
  return SUCCESS;
}
CALL cuLaunchKernel(void* function, unsigned x, unsigned y, unsigned z, unsigned threads, unsigned ty, unsigned tz, unsigned shared, void*,
                    void** parameters, void** extra) {
  REQUIRE_READY;
  Function* f = (Function*)function;
  if (functions.count(f) == 0 || x < 1 || y < 1 || z != 1 || ty != 1 || tz != 1 || threads > 1024 || shared > f->shared || extra != nullptr) {
    return INVALID_VALUE;
  }
  const std::vector<size_t>& sizes = *host::argumentSizes(f->name);
  std::vector<uint64_t> arguments(sizes.size());
  for (size_t i = 0; i < sizes.size(); i++) std::memcpy(&arguments[i], parameters[i], sizes[i]);
  host::launch(f->name, (int)x, (int)y, (int)threads, shared, 0, arguments.data());
  return SUCCESS;
}
CALL cuEventCreate(void** event, unsigned) {
  REQUIRE_READY;
  *event = std::malloc(1);
  return SUCCESS;
}
CALL cuEventDestroy_v2(void* event) {
  std::free(event);
  return SUCCESS;
}
CALL cuEventRecord(void*, void*) { return ready(); }
CALL cuEventSynchronize(void*) { return ready(); }
CALL cuEventElapsedTime(float* milliseconds, void*, void*) {
  *milliseconds = 0.5f;
  return SUCCESS;
}
CALL cuGetErrorName(int, const char** name) {
  *name = "TESTED";
  return SUCCESS;
}
