#include "core/reports/receipt.h"
#include "core/reports/reporttext.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

Receipt exampleReceipt()
{
    Receipt receipt;
    receipt.run = 41;
    receipt.job = "orders";
    receipt.title = "Orders to Warehouse";
    receipt.kind = "sync";
    receipt.state = "completed_quarantined";
    receipt.isFinal = true;
    receipt.source = "orders of shop";
    receipt.target = "public.orders of dw";
    receipt.mode = "upsert";
    receipt.guarantee = "A";
    receipt.revision = 3;
    receipt.revisionHash = "00ff";
    receipt.startedAt = 1'772'000'000'000;
    receipt.endedAt = 1'772'000'151'000;
    receipt.read = 2'000;
    receipt.inserted = 1'900;
    receipt.updated = 63;
    receipt.quarantined = 37;
    return receipt;
}

TEST(ReceiptTest, TheCanonicalTextIsPinnedBecauseItsHashIsHandedOut)
{
    EXPECT_EQ(exampleReceipt().canonical(),
              "weir-receipt 1\nrun=41\njob=orders\ntitle=Orders to Warehouse\nkind=sync\nstate=completed_quarantined\nfinal=1\n"
              "source=orders of shop\ntarget=public.orders of dw\nmode=upsert\nguarantee=A\nrevision=3\ndefinition=00ff\n"
              "startedAt=1772000000000\nendedAt=1772000151000\nread=2000\ndelivered=1963\ninserted=1900\nupdated=63\nunchanged=0\n"
              "superseded=0\nsplit=exact\nfiltered=0\nquarantined=37\nunknown=0\npending=0\n");
}

TEST(ReceiptTest, ALineEndInAnyTextCannotForgeALine)
{
    Receipt receipt = exampleReceipt();
    receipt.title = "Orders\nquarantined=0";
    EXPECT_EQ(receipt.canonical().find("\nquarantined=0"), std::string::npos);
}

TEST(ReceiptTest, AReceiptThatDoesNotBalanceSaysSo)
{
    Receipt receipt = exampleReceipt();
    receipt.quarantined = 36;
    EXPECT_FALSE(receipt.balances());
    EXPECT_NE(receiptText(receipt, ReportLanguage::English).find("NOT BALANCED"), std::string::npos);
    EXPECT_NE(receiptText(receipt, ReportLanguage::Chinese).find("行数不平"), std::string::npos);
}

TEST(ReportTextTest, ALabelHasNoSecretNoQueryAndNoPersonalData)
{
    EXPECT_EQ(publicLabel("https://shop.example/api/orders?token=abc&page=1"), "https://shop.example/api/orders");
    EXPECT_EQ(publicLabel("postgresql://h/db?sslmode=require#public.orders"), "postgresql://h/db#public.orders");
    EXPECT_EQ(publicLabel("https://ann:secret@shop.example/a").find("secret"), std::string::npos);
    EXPECT_EQ(publicLabel("/home/13812345678/orders.csv"), "/home/138****5678/orders.csv");
    EXPECT_EQ(publicLabel("orders?.csv"), "orders?.csv") << "a question mark in a file's name is no query";
}

TEST(ReportTextTest, DurationsAreReadable)
{
    EXPECT_EQ(reportDuration(800, ReportLanguage::English), "0.8 s");
    EXPECT_EQ(reportDuration(151'000, ReportLanguage::English), "2 min 31 s");
    EXPECT_EQ(reportDuration(3'900'000, ReportLanguage::Chinese), "1 小时 5 分");
    EXPECT_EQ(groupedNumber(-1'234'567), "-1,234,567");
}

} // namespace
} // namespace weir
