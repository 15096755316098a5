// The HTML report's parts, from scanner/rotation/page. Defined in a generated source (cmake/EmbedPage.cmake).
#pragma once

#include <string_view>

namespace leaksieve::rotation {

[[nodiscard]] std::string_view page_frame();   // HTML with @NAME@ where plan_html.cpp puts something in
[[nodiscard]] std::string_view page_style();   // CSS
[[nodiscard]] std::string_view page_script();  // JavaScript: all of the page's scripts in one scope

}  // namespace leaksieve::rotation
