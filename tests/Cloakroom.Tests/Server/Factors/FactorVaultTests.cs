using Cloakroom.Keys;
using Cloakroom.Server.Accounts.Factors;

namespace Cloakroom.Tests.Server.Factors;

public sealed class FactorVaultTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", OtherKey = "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly byte[] _secret = Totp.NewSecret();

    [Fact]
    public void With_a_key_it_is_encrypted_and_opens_for_its_account_alone()
    {
        var vault = new FactorVault(KeySecret.TryRead(Key));
        byte[] kept = vault.Close(_secret, "ada");
        Assert.Equal(-1, kept.AsSpan().IndexOf(_secret));
        Assert.Equal(_secret, vault.TryOpen(kept, "ada"));
        Assert.Null(vault.TryOpen(kept, "bob"));
        Assert.Null(new FactorVault(KeySecret.TryRead(OtherKey)).TryOpen(kept, "ada"));
        Assert.Null(new FactorVault(key: null).TryOpen(kept, "ada"));
    }

    [Fact]
    public void What_was_kept_without_a_key_opens_when_there_is_one() =>
        Assert.Equal(_secret, new FactorVault(KeySecret.TryRead(Key)).TryOpen(new FactorVault(key: null).Close(_secret, "ada"), "ada"));

    // A nonce that came twice under one key would tell both texts, and the key of the tag.
    [Fact]
    public void The_same_secret_is_encrypted_in_another_way_each_time()
    {
        var vault = new FactorVault(KeySecret.TryRead(Key));
        Assert.Distinct(Enumerable.Range(0, 1000).Select(_ => Convert.ToHexString(vault.Close(_secret, "ada").AsSpan(1, 12))), StringComparer.Ordinal);
    }

    [Fact]
    public void What_is_damaged_does_not_open()
    {
        var vault = new FactorVault(KeySecret.TryRead(Key));
        byte[] kept = vault.Close(_secret, "ada");
        kept[^1] ^= 1;
        Assert.Null(vault.TryOpen(kept, "ada"));
        Assert.Null(vault.TryOpen([], "ada"));
        Assert.Null(vault.TryOpen([0, 1, 2], "ada"));
        Assert.Null(vault.TryOpen([9, .. _secret], "ada"));
    }
}
