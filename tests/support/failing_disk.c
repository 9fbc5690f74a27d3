/* A disk that fails when told to. Loaded into the program before the C library, it stands in for every call that writes
 * to the book or a backup, or gives it another name. The file that FAILING_DISK names gives the order: "full 3" or
 * "broken 3", from the third such call on, until the file is gone; "killed 3": the program is killed in place of the
 * third; "renaming 3": so, too, but only before and after a renaming is counted. So no test needs a disk of its own or
 * the rights to make one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int named_so(const char *path) {
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    if (*name == '.') name++;
    return strncmp(name, "daybook", 7) == 0;
}

static int of_the_book(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return named_so(path);
}

/* The errno with which this call is to fail; 0: it may go on. */
static int failure_of(int concerns, int renames) {
    static pthread_mutex_t one_by_one = PTHREAD_MUTEX_INITIALIZER;
    static char last[64];
    static int calls;
    const char *name = getenv("FAILING_DISK");
    if (!name || !concerns) return 0;
    char order[64] = "";
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        if (read(file, order, sizeof order - 1) < 0) order[0] = 0;
        close(file);
    }
    int from = 0;
    char word[16] = "";
    int is_order = sscanf(order, "%15s %d", word, &from) == 2;
    int of_renaming = strcmp(word, "renaming") == 0;
    pthread_mutex_lock(&one_by_one);
    if (strcmp(order, last) != 0) {
        strcpy(last, order);
        calls = 0;
    }
    if (!of_renaming || renames) calls++;
    int fails = is_order && calls >= from;
    if (fails && (of_renaming || strcmp(word, "killed") == 0)) kill(getpid(), SIGKILL);
    pthread_mutex_unlock(&one_by_one);
    return !fails ? 0 : strcmp(word, "full") == 0 ? ENOSPC : EIO;
}

static int failure(int concerns) { return failure_of(concerns, 0); }

#define STAND_IN(result, name, concerns, parameters, arguments)                            \
    result name parameters {                                                       \
        static result(*real) parameters;                                           \
        if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);           \
        int before = errno, error = failure(concerns);                                   \
        errno = error ? error : before;                                            \
        return error ? -1 : real arguments;                                        \
    }

#define FD of_the_book(fd)
STAND_IN(ssize_t, write, FD, (int fd, const void *bytes, size_t count), (fd, bytes, count))
STAND_IN(ssize_t, pwrite, FD, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at))
STAND_IN(ssize_t, pwrite64, FD, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at))
STAND_IN(int, ftruncate, FD, (int fd, off_t length), (fd, length))
STAND_IN(int, ftruncate64, FD, (int fd, off64_t length), (fd, length))
STAND_IN(int, fsync, FD, (int fd), (fd))
STAND_IN(int, fdatasync, FD, (int fd), (fd))
STAND_IN(int, linkat, named_so(to), (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))

/* Renaming happens in one moment: a kill comes before it or after it. */
int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (!real) real = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    int error = failure_of(named_so(to), 1);
    if (error) return errno = error, -1;
    int renamed = real(from, to);
    failure_of(named_so(to), 1);
    return renamed;
}

/* Removing a file needs no room, so only a kill comes in between. */
int unlink(const char *path) {
    static int (*real)(const char *);
    if (!real) real = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    failure(named_so(path));
    return real(path);
}
