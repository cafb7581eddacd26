using Cloakroom.Redis;

namespace Cloakroom.Tests.Redis;

public sealed class HashSlotTests
{
    // From the cluster specification of Redis.
    [Theory]
    [InlineData("123456789", 0x31C3 % HashSlot.Count)]
    [InlineData("foo", 12182)]
    [InlineData("{user1000}.following", 3443)]
    [InlineData("{user1000}.followers", 3443)]
    [InlineData("foo{}{bar}", 8363)]
    [InlineData("foo{{bar}}zap", 4015)]
    [InlineData("foo{bar}{zap}", 5061)]
    public void A_key_lies_in_the_slot_of_what_is_in_its_first_braces(string key, int slot) => Assert.Equal(slot, HashSlot.Of(key));

    [Fact]
    public void A_users_sessions_and_data_share_a_slot()
    {
        var keys = new Keyspace("cloakroom");
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(HashSlot.Of(keys.Sessions(new Place((ulong)i))), HashSlot.Of(keys.Data(new Place((ulong)i)))));
    }
}
