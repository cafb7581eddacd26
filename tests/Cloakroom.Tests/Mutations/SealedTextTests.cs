using System.Security.Cryptography;
using Cloakroom.Keys;
using Cloakroom.Server.Accounts.Factors;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Server.External;
using Cloakroom.Server.HandOver;
using Cloakroom.Server.Passkeys;
using Cloakroom.Server.Throttling;
using Microsoft.AspNetCore.DataProtection;

namespace Cloakroom.Tests.Mutations;

/// <summary>What the server hands out besides sessions: links of mails, pending logins, devices, flows to other providers, challenges of passkeys.</summary>
public sealed class SealedTextTests
{
    private readonly EphemeralDataProtectionProvider _protection = new();

    [Fact]
    public void The_link_of_a_mail()
    {
        var secret = LinkSecret.New();
        // White space around it is what copying from a mail brings along, and is taken away.
        foreach (string text in Changed.Texts(secret.Text).Where(t => t.Trim() != secret.Text))
        {
            Assert.True(!LinkSecret.TryParse(text, out LinkSecret? other) || !other.Digest.SequenceEqual(secret.Digest), text);
        }
    }

    [Fact]
    public void The_pending_login()
    {
        string token = PendingLogin.NewToken();
        byte[] kept = PendingLogin.DigestOf(token) ?? [];
        Assert.All(Changed.Texts(token), text => Assert.False(PendingLogin.DigestOf(text)?.SequenceEqual(kept) ?? false, text));
    }

    [Fact]
    public void The_device()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(Device.SecretSize);
        var device = Device.New("ann", secret, DateTimeOffset.UnixEpoch.AddYears(60));
        Assert.All(Changed.Bytes(device.Reveal().ToArray()), bytes => Assert.False(Device.Read(bytes)?.IsOf("ann", secret, DateTimeOffset.UnixEpoch.AddYears(60)) ?? false));
    }

    [Fact]
    public void The_flow_to_another_provider()
    {
        var states = new FlowState(_protection, TimeProvider.System);
        string state = states.Write(new Flow(RandomNumberGenerator.GetBytes(Flow.IdLength), "issuer", FlowPurpose.LogIn, SHA256.HashData([1]), TimeProvider.System.GetUtcNow(), "/account"));
        Assert.True(states.TryRead(state, out _));
        Assert.All(Changed.Texts(state), text => Assert.False(states.TryRead(text, out _), text));
    }

    [Fact]
    public void The_voucher_for_another_host()
    {
        var vouchers = new SessionVouchers(_protection, TimeProvider.System);
        string text = vouchers.Write(SessionId.Create(), "https://shop.example/", "browser");
        Assert.True(vouchers.TryRead(text, out _));
        Assert.All(Changed.Texts(text), changed => Assert.False(vouchers.TryRead(changed, out _), changed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_challenge_of_a_passkey(bool isLogin)
    {
        (PasskeyCeremony ceremony, PasskeyCeremony other) = isLogin ? (PasskeyCeremony.Login, PasskeyCeremony.Registration) : (PasskeyCeremony.Registration, PasskeyCeremony.Login);
        var states = new PasskeyStates(_protection, TimeProvider.System);
        string state = states.Seal(ceremony, "{\"challenge\":\"abc\"}");
        Assert.True(states.TryOpen(ceremony, state, out _));
        Assert.False(states.TryOpen(other, state, out _));
        Assert.All(Changed.Texts(state), text => Assert.False(states.TryOpen(ceremony, text, out _), text));
    }

    [Fact]
    public void The_secret_of_an_app()
    {
        var vault = new FactorVault(KeySecret.TryRead(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        byte[] closed = vault.Close(RandomNumberGenerator.GetBytes(Totp.SecretBytes), "ann");
        Assert.NotNull(vault.TryOpen(closed, "ann"));
        Assert.Null(vault.TryOpen(closed, "bob"));
        // A first byte of zero says that what follows is no seal. Who can write that can write any secret there.
        Assert.All(Changed.Bytes(closed).Where(b => b is not [0, ..] || b.Length != 1 + Totp.SecretBytes), bytes => Assert.Null(vault.TryOpen(bytes, "ann")));
    }
}
