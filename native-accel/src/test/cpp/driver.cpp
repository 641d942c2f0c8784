// A libcuda.so.1 for tests without a GPU: the driver's calls that CudaDevice makes, on the host machine. It is strict where a driver is:
// a context has to be current, memory and functions have to be known, and large shared memory has to be asked for. Kernels are found by
// name; the module's image has to be PTX that names them. Any other call of the driver's is missing.
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

enum Status { SUCCESS = 0, INVALID_VALUE = 1, NOT_INITIALIZED = 3, INVALID_IMAGE = 200, INVALID_CONTEXT = 201, NOT_FOUND = 500 };

struct Module {
  std::string ptx;
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
  if (attribute == 75) *value = 9;
  else if (attribute == 76) *value = 0;
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
  std::string text((const char*)image);
  if (text.find(".version") == std::string::npos || text.find(".target sm_80") == std::string::npos) return INVALID_IMAGE;
  Module* m = new Module{text};
  modules.insert(m);
  *module = m;
  return SUCCESS;
}
CALL cuModuleUnload(void* module) {
  REQUIRE_READY;
  return modules.erase((Module*)module) == 1 ? SUCCESS : INVALID_VALUE;
}
CALL cuModuleGetFunction(void** function, void* module, const char* name) {
  REQUIRE_READY;
  if (modules.count((Module*)module) == 0) return INVALID_VALUE;
  bool named = ((Module*)module)->ptx.find(std::string(".visible .entry ") + name + "(") != std::string::npos;
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
