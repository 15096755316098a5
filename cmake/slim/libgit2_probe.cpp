// Built and run by cmake/SlimLibraries.cmake: ends with 0 when libgit2 starts and opens a repository with our stubs.
#include <git2.h>

int main(int argc, char** argv) {
  if (git_libgit2_init() < 1) return 1;
  git_repository* repository = nullptr;
  const char* path = argc > 1 ? argv[1] : ".";
  const int made = git_repository_init(&repository, path, 1);
  git_repository_free(repository);
  if (git_libgit2_shutdown() != 0) return 3;
  return made == 0 ? 0 : 2;
}
