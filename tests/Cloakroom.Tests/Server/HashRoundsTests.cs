using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Server;

public sealed class HashRoundsTests
{
    [Theory]
    [InlineData(1000, 220_000, 219_000)]
    [InlineData(219_999, 220_000, 1)]
    [InlineData(220_000, 220_000, 0)]
    [InlineData(600_000, 220_000, 0)]
    public void An_old_hash_lacks_the_rounds_that_a_new_one_has_more(int made, int now, int missing)
    {
        var hasher = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = made }));
        Assert.Equal(missing, HashRounds.Missing(hasher.HashPassword(new Account(), "p"), now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AA==")]
    [InlineData("$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy")]
    public void What_is_no_hash_of_ours_lacks_all(string hash) => Assert.Equal(220_000, HashRounds.Missing(hash, 220_000));
}
