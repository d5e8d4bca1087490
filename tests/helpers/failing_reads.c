/* Reads of files whose name ends in .fits fail as FAILING_READS says:

     MODE:TIMES   eio, estale, eintr: the first TIMES reads beyond the header fail so
     short:N      no read gives more than N bytes
     hang:0       no read ever returns, as on a dead network drive

   Loaded before the C library (LD_PRELOAD). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long left = -1;

static int meant(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 5)
        return 0;
    path[size] = 0;
    return strcmp(path + size - 5, ".fits") == 0;
}

ssize_t read(int fd, void *to, size_t count)
{
    static ssize_t (*next)(int, void *, size_t);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "read");
    const char *mode = getenv("FAILING_READS");
    const char *number = mode ? strchr(mode, ':') : NULL;
    if (!number || !meant(fd))
        return next(fd, to, count);
    while (!strncmp(mode, "hang", 4))
        pause();
    if (left < 0)
        left = atol(number + 1);
    if (!strncmp(mode, "short", 5))
        return next(fd, to, count > (size_t)left ? (size_t)left : count);
    if (left > 0) {
        left--;
        errno = !strncmp(mode, "eio", 3) ? EIO : !strncmp(mode, "estale", 6) ? ESTALE : EINTR;
        return -1;
    }
    return next(fd, to, count);
}
