#include <matio.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

// A file that is in memory only, or -1 where the system has none. Swift sees neither memfd_create (it is a
// GNU extension) nor syscall (it is variadic).
static inline int faultdx_memory_file(void) {
#if defined(__linux__) && defined(SYS_memfd_create)
  return (int)syscall(SYS_memfd_create, "faultdx", 1u /* MFD_CLOEXEC */);
#else
  return -1;
#endif
}
