/* A disk that keeps a diary. Loaded into the program before the C library, it notes every call that writes to the book
 * or its log, or makes either safe, in the file that DISK_DIARY names, as long as that exists: so a test can put
 * together what the disk would have held, had the power gone at any of these calls. One call at a time, so that the
 * diary has them in their order. Each entry: four numbers of 64 bits (call, file, place, length), then the bytes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { WRITTEN = 1, CUT = 2, SAFE = 3 };
enum { BOOK = 1, LOG = 2 };

static pthread_mutex_t one_by_one = PTHREAD_MUTEX_INITIALIZER;

static int ends(const char *path, const char *with) {
    size_t length = strlen(path), end = strlen(with);
    return length >= end && strcmp(path + length - end, with) == 0;
}

static int file_of(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return ends(path, "/daybook.db") ? BOOK : ends(path, "/daybook.db-wal") ? LOG : 0;
}

static void note(uint64_t call, int file, int64_t at, const void *bytes, int64_t length) {
    const char *name = getenv("DISK_DIARY");
    int diary = name ? open(name, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
    if (diary < 0) return;
    uint64_t size = bytes ? length : 0;
    char *entry = malloc(32 + size);
    if (!entry) abort();
    memcpy(entry, (uint64_t[]){call, file, at, length}, 32);
    if (size) memcpy(entry + 32, bytes, size);
    /* An entry that is not whole would make the drill say what is not so. */
    if (syscall(SYS_write, diary, entry, 32 + size) != (long)(32 + size)) abort();
    free(entry);
    close(diary);
}

#define STAND_IN(result, name, parameters, arguments, at, noted)          \
    result name parameters {                                              \
        static result(*real) parameters;                                  \
        if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);  \
        int file = file_of(fd);                                           \
        if (!file) return real arguments;                                 \
        pthread_mutex_lock(&one_by_one);                                  \
        int64_t place = at;                                               \
        result done = real arguments;                                     \
        if (done >= 0) noted;                                             \
        pthread_mutex_unlock(&one_by_one);                                \
        return done;                                                      \
    }
#define HERE lseek(fd, 0, SEEK_CUR)
#define BYTES note(WRITTEN, file, place, bytes, done)
#define LENGTH note(CUT, file, place, NULL, length)
#define SAFELY note(SAFE, file, place, NULL, 0)

STAND_IN(ssize_t, write, (int fd, const void *bytes, size_t count), (fd, bytes, count), HERE, BYTES)
STAND_IN(ssize_t, pwrite, (int fd, const void *bytes, size_t count, off_t at), (fd, bytes, count, at), at, BYTES)
STAND_IN(ssize_t, pwrite64, (int fd, const void *bytes, size_t count, off64_t at), (fd, bytes, count, at), at, BYTES)
STAND_IN(int, ftruncate, (int fd, off_t length), (fd, length), 0, LENGTH)
STAND_IN(int, ftruncate64, (int fd, off64_t length), (fd, length), 0, LENGTH)
STAND_IN(int, fsync, (int fd), (fd), 0, SAFELY)
STAND_IN(int, fdatasync, (int fd), (fd), 0, SAFELY)
