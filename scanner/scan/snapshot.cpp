#include "scanner/scan/snapshot.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include <fmt/format.h>

#include "scanner/attribution/commit_teller.h"
#include "scanner/base/byte_stream.h"
#include "scanner/base/hash.h"

namespace leaksieve::scan {
namespace {

using attribution::Attribution;
using finding::ExposureSet;
using finding::Occurrence;
using finding::PlaceKind;

constexpr std::size_t kLeastText = 8;  // bytes that a text takes

// A path's part that stands for a name: '\0', which no path has, and the name's number.
std::string without_names(const std::string& path, const std::map<std::string, std::size_t>& numbers) {
  if (numbers.empty()) return path;
  std::string out;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string part = path.substr(begin, end - begin);
    const auto number = numbers.find(part);
    out += number == numbers.end() ? part : fmt::format("{}{}", '\0', number->second);
    if (end < path.size()) out += '/';
    begin = end + 1;
  }
  return out;
}

std::optional<std::string> with_names(std::string_view path, const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.starts_with('\0')) {
      std::size_t number = names.size();
      std::from_chars(part.data() + 1, part.data() + part.size(), number);
      if (number >= names.size()) return std::nullopt;
      out += names[number];
    } else {
      out += part;
    }
    if (end < path.size()) out += '/';
    begin = end + 1;
  }
  return out;
}

class Writer {
 public:
  explicit Writer(const NamePlaces& names) {
    for (const auto& [name, place] : names) numbers_.emplace(name, numbers_.size());
  }

  std::string write(const Snapshot& snapshot, const NamePlaces& names) {
    for (const std::uint64_t count : {snapshot.counts.blobs, snapshot.counts.commits, snapshot.counts.tags,
                                      snapshot.counts.trees, snapshot.counts.lfs_pointers, snapshot.bytes}) {
      out_.number(count);
    }
    out_.number(std::uint64_t{names.size()});
    for (const auto& [name, place] : names) {
      out_.id(place.tree);
      out_.number(place.entry);
    }
    scan::write(snapshot.findings, out_);
    out_.number(std::uint64_t{snapshot.missing.size()});
    for (const finding::Skip& skip : snapshot.missing) {
      out_.text(skip.what);
      out_.text(skip.reason);
    }
    texts(snapshot.notes);
    out_.number(std::uint64_t{snapshot.leaks.size()});
    for (const Snapshot::Attributed& leak : snapshot.leaks) {
      out_.text(leak.places);
      write_attribution(leak.all);
      write_attribution(leak.in_scope);
    }
    return out_.take();
  }

 private:
  void texts(const std::vector<std::string>& list) {
    out_.number(std::uint64_t{list.size()});
    for (const std::string& text : list) out_.text(text);
  }

  void exposure(const ExposureSet& set) {
    std::uint16_t bits = 0;
    for (const finding::Exposure each : set.list())
      bits |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(each));
    out_.number(bits);
  }

  void write_attribution(const Attribution& told) {
    out_.number(std::uint64_t{told.occurrences.size()});
    for (const Occurrence& place : told.occurrences) {
      out_.number(static_cast<std::uint8_t>(place.kind));
      out_.id(place.object);
      out_.id(place.commit);
      out_.text(without_names(place.path, numbers_));
      out_.number(place.position.line);
      out_.number(place.position.column);
      out_.number(static_cast<std::uint8_t>(place.at_boundary));
      exposure(place.exposure);
    }
    out_.number(std::uint64_t{told.removals.size()});
    for (const finding::Removal& removal : told.removals) {
      out_.text(removal.ref);
      out_.id(removal.commit);
    }
    out_.number(std::uint64_t{told.head_periods.size()});
    for (const finding::HeadPeriod& period : told.head_periods) {
      out_.id(period.from);
      out_.number(period.from_time);
      out_.id(period.to);
      out_.number(period.to_time);
    }
    exposure(told.exposure);
    for (const auto* list : {&told.branches, &told.remotes, &told.tags, &told.stashes, &told.reflogs, &told.other_refs})
      texts(*list);
    for (const std::size_t total : {told.branches_total, told.remotes_total, told.tags_total, told.stashes_total,
                                    told.reflogs_total, told.other_refs_total}) {
      out_.number(std::uint64_t{total});
    }
    out_.number(std::uint64_t{told.head_paths.size()});
    for (const std::string& path : told.head_paths) out_.text(without_names(path, numbers_));
  }

  ByteWriter out_;
  std::map<std::string, std::size_t> numbers_;
};

class Reader {
 public:
  Reader(std::string_view bytes, git::ObjectReader& reader) : in_(bytes), reader_(reader), teller_(reader, skips_) {}

  std::optional<Snapshot> read(NamePlaces& names) {
    Snapshot snapshot;
    for (std::uint64_t* count : {&snapshot.counts.blobs, &snapshot.counts.commits, &snapshot.counts.tags,
                                 &snapshot.counts.trees, &snapshot.counts.lfs_pointers, &snapshot.bytes}) {
      *count = in_.number<std::uint64_t>();
    }
    snapshot.names.resize(in_.count(Oid::kSha1Bytes));
    for (NamePlace& place : snapshot.names) {
      place.tree = in_.id();
      place.entry = in_.number<std::uint32_t>();
    }
    if (!in_.ok() || !find_names(snapshot.names, names)) return std::nullopt;
    std::optional<Remembered> findings = read_remembered(in_);
    if (!findings) return std::nullopt;
    snapshot.findings = std::move(*findings);
    snapshot.missing.resize(in_.count(2 * kLeastText));
    for (finding::Skip& skip : snapshot.missing) {
      skip.what = in_.text();
      skip.reason = in_.text();
    }
    snapshot.notes = texts();
    snapshot.leaks.resize(in_.count(kLeastText));
    for (Snapshot::Attributed& leak : snapshot.leaks) {
      leak.places = in_.text();
      leak.all = read_attribution();
      leak.in_scope = read_attribution();
    }
    const bool is_whole = in_.is_at_end() && is_sound_ && skips_.list().empty();
    return is_whole ? std::optional(std::move(snapshot)) : std::nullopt;
  }

 private:
  bool find_names(const std::vector<NamePlace>& places, NamePlaces& names) {
    std::optional<NamePlaces> found = read_names(places, reader_);
    if (!found || found->size() != places.size()) return false;
    names = std::move(*found);
    for (const auto& [name, place] : names) names_.push_back(name);
    return true;
  }

  std::vector<std::string> texts() {
    std::vector<std::string> list(in_.count(kLeastText));
    for (std::string& text : list) text = in_.text();
    return list;
  }

  std::string path() {
    std::optional<std::string> path = with_names(in_.text(), names_);
    if (!path) is_sound_ = false;
    return path.value_or("");
  }

  ExposureSet exposure() {
    ExposureSet set;
    const auto bits = in_.number<std::uint16_t>();
    for (std::size_t i = 0; i < finding::kExposures; ++i) {
      if (((bits >> i) & 1U) != 0) set.add(static_cast<finding::Exposure>(i));
    }
    return set;
  }

  Occurrence occurrence() {
    Occurrence place;
    const auto kind = in_.number<std::uint8_t>();
    if (kind > static_cast<std::uint8_t>(PlaceKind::kFileName)) is_sound_ = false;
    place.kind = is_sound_ ? static_cast<PlaceKind>(kind) : PlaceKind::kFile;
    place.object = in_.id();
    place.commit = in_.id();
    place.path = path();
    place.position.line = in_.number<std::uint32_t>();
    place.position.column = in_.number<std::uint32_t>();
    place.at_boundary = in_.number<std::uint8_t>() != 0;
    place.exposure = exposure();
    if (!place.commit.is_null()) {
      const attribution::CommitTeller::Told& told = teller_.tell(place.commit);
      place.author = told.author;
      place.summary = told.summary;
    } else if (place.kind == PlaceKind::kTagMessage) {
      tell_tag(place);
    }
    return place;
  }

  void tell_tag(Occurrence& place) {
    const Result<git::Object> object = reader_.read(place.object);
    const auto tag = object ? git::parse_tag(place.object, object->content) : std::nullopt;
    if (!tag) {
      is_sound_ = false;
      return;
    }
    place.author = attribution::stamp_of(tag->tagger);
    place.summary = tag->summary;
  }

  Attribution read_attribution() {
    Attribution told;
    told.occurrences.resize(in_.count(kLeastText));
    for (Occurrence& place : told.occurrences) place = occurrence();
    told.removals.resize(in_.count(kLeastText));
    for (finding::Removal& removal : told.removals) {
      removal.ref = in_.text();
      removal.commit = in_.id();
      const attribution::CommitTeller::Told& by = teller_.tell(removal.commit);
      removal.author = by.author;
      removal.summary = by.summary;
    }
    told.head_periods.resize(in_.count(kLeastText));
    for (finding::HeadPeriod& period : told.head_periods) {
      period.from = in_.id();
      period.from_time = in_.number<std::int64_t>();
      period.to = in_.id();
      period.to_time = in_.number<std::int64_t>();
    }
    told.exposure = exposure();
    for (auto* list : {&told.branches, &told.remotes, &told.tags, &told.stashes, &told.reflogs, &told.other_refs})
      *list = texts();
    for (std::size_t* total : {&told.branches_total, &told.remotes_total, &told.tags_total, &told.stashes_total,
                               &told.reflogs_total, &told.other_refs_total}) {
      *total = in_.number<std::uint64_t>();
    }
    told.head_paths.resize(in_.count(kLeastText));
    for (std::string& each : told.head_paths) each = path();
    return told;
  }

  ByteReader in_;
  git::ObjectReader& reader_;
  attribution::SkipLog skips_;
  attribution::CommitTeller teller_;
  std::vector<std::string> names_;
  bool is_sound_ = true;
};

}  // namespace

std::optional<std::string> places_digest(const attribution::LeakPlaces& places, const NamePlaces& names) {
  ByteWriter out;
  for (const auto& blob : places.blobs) {
    out.id(blob.id);
    out.number(blob.position.line);
    out.number(blob.position.column);
  }
  out.number(std::uint8_t{0});
  for (const auto& message : places.messages) {
    out.id(message.id);
    out.number(static_cast<std::uint8_t>(message.is_tag));
    out.number(message.position.line);
    out.number(message.position.column);
  }
  out.number(std::uint8_t{0});
  for (const std::string& name : places.names) {
    const auto place = names.find(name);
    if (place == names.end()) return std::nullopt;
    out.id(place->second.tree);
    out.number(place->second.entry);
  }
  return sha256_hex({"places", out.bytes()});
}

std::string to_bytes(const Snapshot& snapshot, const NamePlaces& names) { return Writer(names).write(snapshot, names); }

std::optional<NamePlaces> read_names(const std::vector<NamePlace>& places, git::ObjectReader& reader) {
  NamePlaces names;
  for (const NamePlace& place : places) {
    const Result<git::Object> tree = reader.read(place.tree);
    if (!tree || tree->type != git::ObjectType::kTree) return std::nullopt;
    git::TreeCursor cursor(tree->content, place.tree.size());
    std::optional<git::TreeEntry> entry = cursor.next();
    for (std::uint32_t i = 0; entry && i < place.entry; ++i) entry = cursor.next();
    if (!entry) return std::nullopt;
    names.emplace(std::string(entry->name), place);
  }
  return names;
}

std::optional<Snapshot> from_bytes(std::string_view bytes, git::ObjectReader& reader, NamePlaces& names) {
  return Reader(bytes, reader).read(names);
}

}  // namespace leaksieve::scan
