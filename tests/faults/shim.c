/* Stands between a program and the C library (LD_PRELOAD), counts every call that touches a file below one folder, and makes
   one of them fail, or lets the process die just before it. Linux; see driver.py. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { MOST_FDS = 4096, MOST_CALLS = 20000 };
enum { FAIL, SIGNAL, HALF_THEN_SIGNAL };

static char under[4096];
static size_t under_length;
static long count, at = -1;
static int how, value;
static unsigned char ours[MOST_FDS];
static char names[MOST_CALLS][24];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* From now on, calls are counted from 0; at call `point` the fault happens: an errno, or a signal. */
void fault_arm(const char *folder, long point, int kind, int number) {
    strncpy(under, folder, sizeof under - 1);
    under_length = strlen(under);
    memset(ours, 0, sizeof ours);
    count = 0, at = point, how = kind, value = number;
}
long fault_count(void) { return count; }
const char *fault_name(long point) { return names[point]; }

static int below(int folder, const char *path) {
    char full[8192], link[64];
    if (!under_length || !path) return 0;
    if (path[0] == '/') return strncmp(path, under, under_length) == 0;
    if (folder == AT_FDCWD) {
        if (!getcwd(full, sizeof full)) return 0;
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = REAL(readlink)(link, full, sizeof full - 1);
        if (length < 0) return 0;
        full[length] = 0;
    }
    return strncmp(full, under, under_length) == 0;
}
static int owned(int fd) { return fd >= 0 && fd < MOST_FDS && ours[fd]; }
enum { OTHERS, READ, WRITTEN };
static int keep(int fd, int counted, int flags) {
    if (fd >= 0 && fd < MOST_FDS) ours[fd] = !counted ? OTHERS : flags & O_ACCMODE ? WRITTEN : READ;
    return fd;
}

/* Counts a call; 1 where it must fail, with errno set. */
static int strikes(const char *name) {
    long here = count++;
    if (here < MOST_CALLS) strncpy(names[here], name, sizeof names[0] - 1);
    if (here != at) return 0;
    if (how == FAIL) {
        errno = value;
        return 1;
    }
    if (how == SIGNAL) kill(getpid(), value);
    return 0;
}
static int dies_halfway(void) { return how == HALF_THEN_SIGNAL && count - 1 == at; }

#define OPEN(name)                                                          \
    int name(const char *path, int flags, ...) {                            \
        va_list more; va_start(more, flags);                                \
        mode_t mode = va_arg(more, mode_t); va_end(more);                   \
        int counted = below(AT_FDCWD, path);                                \
        if (counted && strikes(flags & O_ACCMODE ? "open-write" : "open-read")) return -1; \
        return keep(REAL(name)(path, flags, mode), counted, flags);                \
    }
OPEN(open) OPEN(open64)
#define OPENAT(name)                                                        \
    int name(int folder, const char *path, int flags, ...) {                \
        va_list more; va_start(more, flags);                                \
        mode_t mode = va_arg(more, mode_t); va_end(more);                   \
        int counted = below(folder, path);                                  \
        if (counted && strikes(flags & O_ACCMODE ? "open-write" : "open-read")) return -1; \
        return keep(REAL(name)(folder, path, flags, mode), counted, flags);        \
    }
OPENAT(openat) OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t size) {
    if (owned(fd)) {
        if (strikes("write")) return -1;
        if (dies_halfway()) {
            REAL(write)(fd, data, size / 2);
            kill(getpid(), value);
        }
    }
    return REAL(write)(fd, data, size);
}
int close(int fd) {
    if (!owned(fd)) return REAL(close)(fd);
    int failed = strikes(ours[fd] == READ ? "close-read" : "close"), number = errno;
    ours[fd] = 0;
    int done = REAL(close)(fd);
    if (failed) errno = number;
    return failed ? -1 : done;
}

#define ON_FD(type, name, takes, passes, fd)                                \
    type name takes {                                                       \
        if (owned(fd) && strikes(#name)) return -1;                         \
        return REAL(name) passes;                                           \
    }
ON_FD(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), fd)
ON_FD(int, fsync, (int fd), (fd), fd)
ON_FD(int, fdatasync, (int fd), (fd), fd)
ON_FD(int, fchmod, (int fd, mode_t mode), (fd, mode), fd)
ON_FD(int, fchown, (int fd, uid_t owner, gid_t group), (fd, owner, group), fd)
ON_FD(int, flock, (int fd, int what), (fd, what), fd)
ON_FD(int, ftruncate64, (int fd, off64_t size), (fd, size), fd)
ON_FD(int, fstat, (int fd, struct stat *to), (fd, to), fd)
ON_FD(int, fstat64, (int fd, struct stat64 *to), (fd, to), fd)

#define ON_PATH(type, name, label, takes, passes, folder, path, failed)     \
    type name takes {                                                       \
        if (below(folder, path) && strikes(label)) return failed;           \
        return REAL(name) passes;                                           \
    }
ON_PATH(int, rename, "rename", (const char *from, const char *to), (from, to), AT_FDCWD, to, -1)
ON_PATH(int, renameat, "rename", (int a, const char *from, int b, const char *to), (a, from, b, to), b, to, -1)
ON_PATH(int, link, "link", (const char *from, const char *to), (from, to), AT_FDCWD, to, -1)
ON_PATH(int, linkat, "link", (int a, const char *from, int b, const char *to, int how), (a, from, b, to, how), b, to, -1)
ON_PATH(int, unlink, "unlink", (const char *path), (path), AT_FDCWD, path, -1)
ON_PATH(int, unlinkat, "unlink", (int folder, const char *path, int how), (folder, path, how), folder, path, -1)
ON_PATH(int, rmdir, "rmdir", (const char *path), (path), AT_FDCWD, path, -1)
ON_PATH(int, mkdir, "mkdir", (const char *path, mode_t mode), (path, mode), AT_FDCWD, path, -1)
ON_PATH(int, chmod, "chmod", (const char *path, mode_t mode), (path, mode), AT_FDCWD, path, -1)
ON_PATH(int, fchmodat, "chmod", (int folder, const char *path, mode_t mode, int how), (folder, path, mode, how), folder, path, -1)
ON_PATH(int, stat, "stat", (const char *path, struct stat *to), (path, to), AT_FDCWD, path, -1)
ON_PATH(int, stat64, "stat", (const char *path, struct stat64 *to), (path, to), AT_FDCWD, path, -1)
ON_PATH(int, lstat, "stat", (const char *path, struct stat *to), (path, to), AT_FDCWD, path, -1)
ON_PATH(int, lstat64, "stat", (const char *path, struct stat64 *to), (path, to), AT_FDCWD, path, -1)
ON_PATH(int, fstatat, "stat", (int folder, const char *path, struct stat *to, int how), (folder, path, to, how), folder, path, -1)
ON_PATH(int, fstatat64, "stat", (int folder, const char *path, struct stat64 *to, int how), (folder, path, to, how), folder, path, -1)
ON_PATH(ssize_t, readlink, "readlink", (const char *path, char *to, size_t size), (path, to, size), AT_FDCWD, path, -1)
ON_PATH(int, access, "access", (const char *path, int mode), (path, mode), AT_FDCWD, path, -1)
ON_PATH(DIR *, opendir, "opendir", (const char *path), (path), AT_FDCWD, path, NULL)

/* With FAULT_NO_NETWORK, a program that looks for another machine ends at once, with 66. */
int connect(int fd, const struct sockaddr *to, socklen_t size) {
    if (to && (to->sa_family == AF_INET || to->sa_family == AF_INET6) && getenv("FAULT_NO_NETWORK")) _exit(66);
    return REAL(connect)(fd, to, size);
}
int getaddrinfo(const char *name, const char *service, const void *asked, void **found) {
    int (*real)(const char *, const char *, const void *, void **) = dlsym(RTLD_NEXT, "getaddrinfo");
    if (getenv("FAULT_NO_NETWORK")) _exit(66);
    return real(name, service, asked, found);
}
