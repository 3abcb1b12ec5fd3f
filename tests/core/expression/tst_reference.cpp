#include "core/expression/functioncatalogue.h"
#include "core/expression/reference.h"
#include "tests/support/places.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

using namespace weir;

TEST(Reference, TheFileInTheRepositoryIsTheGeneratedText)
{
    std::ostringstream file;
    file << std::ifstream(test::sourceDirectory() + "/docs/EXPRESSIONS.md", std::ios::binary).rdbuf();
    const std::string generated = expressionReference("en");
    if (file.str() != generated)
        std::ofstream("EXPRESSIONS.md.generated", std::ios::binary) << generated;
    EXPECT_TRUE(file.str() == generated)
        << "docs/EXPRESSIONS.md is out of date; copy EXPRESSIONS.md.generated from the test's folder over it";
}

TEST(Reference, EveryFunctionHasItsPlaceInBothLanguages)
{
    const std::string english = expressionReference("en"), chinese = expressionReference("zh_CN");
    for (const FunctionSpec &spec : functionCatalogue()) {
        const std::string title = "### " + std::string(spec.name) + "\n";
        EXPECT_NE(english.find(title + "\n" + std::string(spec.helpEnglish)), std::string::npos) << spec.name;
        EXPECT_NE(chinese.find(title + "\n" + std::string(spec.helpChinese)), std::string::npos) << spec.name;
    }
    EXPECT_NE(english, chinese);
}
