#include "core/base/boundedqueue.h"
#include "core/base/canceltoken.h"
#include "core/base/stagethread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <random>
#include <vector>

using namespace weir;

TEST(BoundedQueue, KeepsOrderBoundAndEveryItemAcrossThreads)
{
    const std::uint64_t seed = std::random_device{}();
    fmt::print("seed {}\n", seed);
    constexpr int itemsPerProducer = 1500, producers = 3;
    constexpr std::size_t bytesMax = 400;
    BoundedQueue<std::pair<int, int>> queue(bytesMax);
    std::atomic<std::int64_t> accepted{0};
    std::vector<std::vector<int>> got(producers);
    {
        std::vector<StageThread> threads;
        for (int producer = 0; producer < producers; ++producer) {
            threads.emplace_back("producer", [&, producer] {
                std::mt19937_64 random(seed + static_cast<std::uint64_t>(producer));
                for (int i = 0; i < itemsPerProducer; ++i) {
                    // some items are larger than the bound itself
                    ASSERT_TRUE(queue.push({producer, i}, random() % 500 + 1));
                    ++accepted;
                }
            });
        }
        StageThread consumer("consumer", [&] {
            while (const auto item = queue.pop())
                got[static_cast<std::size_t>(item->first)].push_back(item->second);
        });
        for (StageThread &thread : threads)
            thread.join();
        queue.close();
    }
    EXPECT_EQ(accepted, producers * itemsPerProducer);
    for (const std::vector<int> &items : got) {
        ASSERT_EQ(items.size(), static_cast<std::size_t>(itemsPerProducer)) << "nothing lost, nothing twice";
        for (int i = 0; i < itemsPerProducer; ++i)
            ASSERT_EQ(items[static_cast<std::size_t>(i)], i) << "in order";
    }
}

TEST(BoundedQueue, AFullQueueHoldsItsProducerBack)
{
    BoundedQueue<int> queue(10);
    ASSERT_TRUE(queue.push(1, 10));
    std::atomic<bool> isFirstTaken{false};
    StageThread producer("producer", [&] {
        EXPECT_TRUE(queue.push(2, 1));
        EXPECT_TRUE(isFirstTaken) << "there was no room before";
    });
    isFirstTaken = true;
    EXPECT_EQ(queue.pop(), 1);
    producer.join();
    EXPECT_EQ(queue.pop(), 2);
}

TEST(BoundedQueue, ClosingRefusesNewItemsAndKeepsAcceptedOnes)
{
    BoundedQueue<int> queue(10);
    ASSERT_TRUE(queue.push(1, 10));
    std::atomic<bool> isRefused{false};
    StageThread waiting("waiting", [&] { isRefused = !queue.push(2, 5); });
    queue.close();
    waiting.join();
    EXPECT_TRUE(isRefused) << "a producer that waits is let go";
    EXPECT_FALSE(queue.push(3, 1));
    EXPECT_EQ(queue.pop(), 1);
    EXPECT_EQ(queue.pop(), std::nullopt);
    EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(CancelToken, CopiesShareTheStateAndWaitersWake)
{
    const CancelToken token;
    const CancelToken copy = token;
    EXPECT_FALSE(copy.waitFor(std::chrono::milliseconds(1)));
    StageThread canceller("canceller", [&] { token.cancel(); });
    EXPECT_TRUE(copy.waitFor(std::chrono::seconds(60)));
    EXPECT_TRUE(copy.isCancelled());
    EXPECT_EQ(CancelToken::cancelled().error.code, ErrorCode::Cancelled);
}
