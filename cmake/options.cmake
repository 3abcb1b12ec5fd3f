# weir_options carries every compiler and linker flag; each target of ours links it.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # The sloppiness lets ccache work together with precompiled headers.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime" CCACHE_NOHASHDIR=1
        "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" # a clone elsewhere finds what this one compiled
        ${CCACHE})
endif()

add_library(weir_options INTERFACE)
target_include_directories(weir_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(weir_options INTERFACE -Wall -Wextra -Wpedantic -Werror
    -fstack-protector-strong $<$<CONFIG:Debug>:-g1>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12's optimiser sees overlaps and overflows in std::string that are not there (GCC bugs 105329, 105651).
    target_compile_options(weir_options INTERFACE -Wno-psabi -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
        -Wno-maybe-uninitialized -fcf-protection)
else()
    # clang serves clang-tidy and the fuzz targets; it does not know GCC's PCH flag
    target_compile_options(weir_options INTERFACE -Wno-unused-command-line-argument)
endif()
if(WEIR_SANITIZE)
    target_compile_options(weir_options INTERFACE -fsanitize=${WEIR_SANITIZE} -fno-omit-frame-pointer -O1)
    target_link_options(weir_options INTERFACE -fsanitize=${WEIR_SANITIZE})
else()
    target_compile_options(weir_options INTERFACE $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
endif()
target_link_options(weir_options INTERFACE -Wl,-z,relro,-z,now)

find_program(MOLD mold)
if(MOLD)
    target_link_options(weir_options INTERFACE -fuse-ld=mold)
endif()

# Precompiled standard headers halve the time of a build. Two donors, because libraries (-fPIC) and programs (-fPIE) cannot
# share one; with ccache the header itself comes from the cache, so that clones in other folders find each other's objects.
option(WEIR_PCH "Precompile the headers that most sources include" ON)
set(weir_pch_headers <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <span> <string>
    <string_view> <utility> <variant> <vector> <fmt/format.h> <nlohmann/json.hpp>)

# weir_use_pch(target donor): donor is weir_pch_library or weir_pch_tests.
function(weir_use_pch target donor)
    if(WEIR_PCH)
        target_precompile_headers(${target} REUSE_FROM ${donor})
    endif()
endfunction()

if(WEIR_PCH)
    target_compile_options(weir_options INTERFACE -Winvalid-pch $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
