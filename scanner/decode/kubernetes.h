// Values of a Kubernetes Secret: base64 under the names of a `data` map, in YAML or JSON.
// Source: Kubernetes API reference, Secret v1.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scanner/base/bytes.h"

namespace leaksieve::decode {

struct KubernetesValue {
  ByteSpan key;       // without quotes
  ByteSpan value;     // the encoded text, without quotes
  std::string plain;  // what it says: text, not empty
};

// The document that holds byte `at`: between lines of "---", at most 256 KiB on either side.
[[nodiscard]] ByteSpan yaml_document_around(Bytes text, std::size_t at);

// The values of all `data` maps in `document` that are base64 of text, by place; spans count from document[0].
[[nodiscard]] std::vector<KubernetesValue> kubernetes_values(Bytes document);

}  // namespace leaksieve::decode
