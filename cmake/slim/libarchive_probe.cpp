// Built and run by cmake/SlimLibraries.cmake: ends with 0 when the formats that we read are in the archive.
#include <archive.h>

int main() {
  struct archive* reader = archive_read_new();
  const bool ready =
      archive_read_support_format_zip(reader) == ARCHIVE_OK && archive_read_support_format_tar(reader) == ARCHIVE_OK &&
      archive_read_support_format_7zip(reader) == ARCHIVE_OK && archive_read_support_format_ar(reader) == ARCHIVE_OK;
  archive_read_free(reader);
  return ready ? 0 : 1;
}
