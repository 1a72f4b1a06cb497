/*
 * A disk that forgets: what a program wrote and did not sync is gone after a power cut.
 *
 * Loaded before libc (LD_PRELOAD). Files under PAYDAR_DISK are written as always, so that the program reads
 * what it wrote; beside them, under PAYDAR_PLATTER, stands what a real disk would hold: only what was written
 * before the last fsync or fdatasync of each file. A power cut is a SIGKILL, after which the platter takes the
 * place of the disk. Nothing here knows SQLite. A sync that is cut off halfway leaves a torn file, as on a disk.
 *
 * PAYDAR_DEAF_SUFFIX names files whose syncs are not heard: the planted fault of a disk that lies.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FD 4096
#define MAX_FILES 256
#define PAGE 4096

struct file {
  char path[PATH_MAX];
  int used;
  /* One byte for each page that was written since the last sync. */
  unsigned char *dirty;
  size_t pages;
};

static struct file files[MAX_FILES];
static int file_of_fd[MAX_FD];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *disk, *platter, *deaf;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

__attribute__((constructor)) static void begin(void) {
  real_open = dlsym(RTLD_NEXT, "open");
  real_close = dlsym(RTLD_NEXT, "close");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_write = dlsym(RTLD_NEXT, "write");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  real_rename = dlsym(RTLD_NEXT, "rename");
  disk = getenv("PAYDAR_DISK");
  platter = getenv("PAYDAR_PLATTER");
  deaf = getenv("PAYDAR_DEAF_SUFFIX");
}

/* The part of a path below the disk, or NULL for anything that is not on it. */
static const char *below_disk(const char *path) {
  size_t length = disk == NULL ? 0 : strlen(disk);
  if (length == 0 || strncmp(path, disk, length) != 0 || path[length] != '/') return NULL;
  return path + length + 1;
}

static void on_platter(const char *path, char *out) {
  snprintf(out, PATH_MAX, "%s/%s", platter, below_disk(path));
}

static int ends_with(const char *text, const char *suffix) {
  size_t a = strlen(text), b = strlen(suffix);
  return a >= b && strcmp(text + a - b, suffix) == 0;
}

static void make_folders(char *path) {
  for (char *at = path + 1; *at != 0; at++) {
    if (*at != '/') continue;
    *at = 0;
    mkdir(path, 0700);
    *at = '/';
  }
}

static void track(int fd, const char *given) {
  char path[PATH_MAX];
  if (disk == NULL || fd < 0 || fd >= MAX_FD || realpath(given, path) == NULL || below_disk(path) == NULL) return;
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return;
  pthread_mutex_lock(&lock);
  int free_place = -1, found = -1;
  for (int i = 1; i < MAX_FILES; i++) {
    if (files[i].used && strcmp(files[i].path, path) == 0) found = i;
    if (!files[i].used && free_place < 0) free_place = i;
  }
  if (found < 0 && free_place > 0) {
    found = free_place;
    files[found].used = 1;
    strcpy(files[found].path, path);
  }
  if (found > 0) file_of_fd[fd] = found;
  pthread_mutex_unlock(&lock);
}

static void mark(int fd, off_t from, size_t length) {
  if (fd < 0 || fd >= MAX_FD || file_of_fd[fd] == 0 || length == 0) return;
  pthread_mutex_lock(&lock);
  struct file *file = &files[file_of_fd[fd]];
  size_t last = (size_t)(from + (off_t)length - 1) / PAGE;
  if (last >= file->pages) {
    size_t pages = last * 2 + 64;
    file->dirty = realloc(file->dirty, pages);
    memset(file->dirty + file->pages, 0, pages - file->pages);
    file->pages = pages;
  }
  for (size_t page = (size_t)from / PAGE; page <= last; page++) file->dirty[page] = 1;
  pthread_mutex_unlock(&lock);
}

/* Brings everything that was written to this file onto the platter. */
static void keep(int fd) {
  if (fd < 0 || fd >= MAX_FD || file_of_fd[fd] == 0) return;
  pthread_mutex_lock(&lock);
  struct file *file = &files[file_of_fd[fd]];
  if (deaf == NULL || !ends_with(file->path, deaf)) {
    char target[PATH_MAX];
    on_platter(file->path, target);
    make_folders(target);
    int from = real_open(file->path, O_RDONLY | O_CLOEXEC);
    int to = real_open(target, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct stat info;
    if (from >= 0 && to >= 0 && fstat(from, &info) == 0) {
      char buffer[PAGE];
      for (size_t page = 0; page < file->pages; page++) {
        if (!file->dirty[page]) continue;
        ssize_t length = pread(from, buffer, PAGE, (off_t)page * PAGE);
        if (length > 0) real_pwrite(to, buffer, (size_t)length, (off_t)page * PAGE);
      }
      real_ftruncate(to, info.st_size);
    }
    if (from >= 0) real_close(from);
    if (to >= 0) real_close(to);
    if (file->pages > 0) memset(file->dirty, 0, file->pages);
  }
  pthread_mutex_unlock(&lock);
}

static int open_any(const char *path, int flags, mode_t mode) {
  int fd = real_open(path, flags, mode);
  if (fd >= 0 && disk != NULL) track(fd, path);
  return fd;
}

#define MODE_OF(flags, mode)                        \
  mode_t mode = 0;                                  \
  if ((flags) & (O_CREAT | O_TMPFILE)) {            \
    va_list more;                                   \
    va_start(more, flags);                          \
    mode = va_arg(more, mode_t);                    \
    va_end(more);                                   \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags, mode)
  return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE_OF(flags, mode)
  return open_any(path, flags | O_LARGEFILE, mode);
}

int close(int fd) {
  if (fd >= 0 && fd < MAX_FD) file_of_fd[fd] = 0;
  return real_close(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
  ssize_t written = real_pwrite(fd, bytes, length, at);
  if (written > 0) mark(fd, at, (size_t)written);
  return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

ssize_t write(int fd, const void *bytes, size_t length) {
  int tracked = fd >= 0 && fd < MAX_FD && file_of_fd[fd] != 0;
  off_t at = tracked ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t written = real_write(fd, bytes, length);
  if (tracked && written > 0) mark(fd, at, (size_t)written);
  return written;
}

int ftruncate64(int fd, off_t length) {
  int result = real_ftruncate(fd, length);
  /* What grows back later must not show what stood there before. */
  if (result == 0 && length > 0) mark(fd, length - 1, 1);
  return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int fsync(int fd) {
  keep(fd);
  return real_fsync(fd);
}

int fdatasync(int fd) {
  keep(fd);
  return real_fdatasync(fd);
}

/* Names are taken to be durable at once: what is examined here are contents. */
int unlink(const char *given) {
  char path[PATH_MAX], target[PATH_MAX];
  int known = realpath(given, path) != NULL && below_disk(path) != NULL;
  int result = real_unlink(given);
  if (known && result == 0) {
    on_platter(path, target);
    real_unlink(target);
    pthread_mutex_lock(&lock);
    for (int i = 1; i < MAX_FILES; i++) {
      if (!files[i].used || strcmp(files[i].path, path) != 0) continue;
      files[i].used = 0;
      files[i].pages = 0;
      free(files[i].dirty);
      files[i].dirty = NULL;
    }
    pthread_mutex_unlock(&lock);
  }
  return result;
}

int rename(const char *given_from, const char *given_to) {
  char from[PATH_MAX], to[PATH_MAX], kept_from[PATH_MAX], kept_to[PATH_MAX];
  int known = realpath(given_from, from) != NULL && below_disk(from) != NULL;
  int result = real_rename(given_from, given_to);
  if (known && result == 0 && realpath(given_to, to) != NULL && below_disk(to) != NULL) {
    on_platter(from, kept_from);
    on_platter(to, kept_to);
    make_folders(kept_to);
    real_rename(kept_from, kept_to);
    pthread_mutex_lock(&lock);
    for (int i = 1; i < MAX_FILES; i++)
      if (files[i].used && strcmp(files[i].path, from) == 0) strcpy(files[i].path, to);
    pthread_mutex_unlock(&lock);
  }
  return result;
}
