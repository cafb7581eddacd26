using Cloakroom.Keys;
using Cloakroom.Tests.Sqlite;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Tokens;

public sealed class TokenCacheTests
{
    [Fact]
    public async Task A_hit_allocates_nothing()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        Assert.NotNull((await room.VerifyAsync(token)).Token);
        long before = 0, after = -1;
        // The pool of arrays makes one for each thread at first.
        for (int i = 0; i < 3; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask<TokenVerdict> verdict = room.Verifier.VerifyAsync(token, Sample.Stop);
            after = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(verdict.IsCompletedSuccessfully);
        }

        Assert.Equal(before, after);
    }

    [Fact]
    public async Task It_is_bounded_and_what_is_used_stays()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        var cache = new TokenCache(100, room.Clock);
        VerifiedToken token = Assert.IsType<VerifiedToken>((await room.VerifyAsync(room.Issue())).Token);
        VerificationKey key = room.Ring.Current.Public;
        TokenFingerprint used = cache.NameOf("used");
        cache.Add(in used, token, key);
        for (int i = 0; i < 1000; i++)
        {
            TokenFingerprint other = cache.NameOf($"other-{i}");
            cache.Add(in other, token, key);
            Assert.True(cache.TryGet(in used, out _));
            Assert.InRange(cache.Count, 1, 101);
        }

        TokenFingerprint unused = cache.NameOf("other-0");
        Assert.False(cache.TryGet(in unused, out _));
    }

    [Fact]
    public async Task What_nobody_shows_is_forgotten_with_the_time()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        var cache = new TokenCache(100, room.Clock);
        VerifiedToken token = Assert.IsType<VerifiedToken>((await room.VerifyAsync(room.Issue())).Token);
        TokenFingerprint first = cache.NameOf("first");
        cache.Add(in first, token, room.Ring.Current.Public);
        for (int i = 0; i < 2; i++)
        {
            room.Clock.Advance(TimeSpan.FromMinutes(5));
            TokenFingerprint other = cache.NameOf($"other-{i}");
            cache.Add(in other, token, room.Ring.Current.Public);
        }

        Assert.False(cache.TryGet(in first, out _));
    }

    [Fact]
    public async Task A_withdrawn_key_takes_its_tokens_with_it()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        var cache = new TokenCache(100, room.Clock);
        VerifiedToken token = Assert.IsType<VerifiedToken>((await room.VerifyAsync(room.Issue())).Token);
        TokenFingerprint name = cache.NameOf("one");
        cache.Add(in name, token, room.Ring.Current.Public);
        room.Ring.Current.Public.Withdraw();
        Assert.False(cache.TryGet(in name, out _));
        Assert.Equal(0, cache.Count);
    }
}
