using System.Text.Json;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>The authenticator of a device, made by the browser for tests (Web Authentication Level 3, 11). Its owner touches it whenever it asks.</summary>
internal sealed class VirtualAuthenticator
{
    private readonly ICDPSession _session;
    private readonly string _id;

    private VirtualAuthenticator(ICDPSession session, string id) => (_session, _id) = (session, id);

    public static async Task<VirtualAuthenticator> AddAsync(IPage page)
    {
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        JsonElement? added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new(StringComparer.Ordinal)
        {
            ["options"] = new
            {
                protocol = "ctap2",
                transport = "internal",
                hasResidentKey = true,
                hasUserVerification = true,
                isUserVerified = true,
                automaticPresenceSimulation = true,
            },
        });
        return new(session, added?.GetProperty("authenticatorId").GetString() ?? throw new InvalidOperationException("No authenticator."));
    }

    /// <summary>Whether the finger or the PIN is right from now on.</summary>
    public Task SetUserVerifiedAsync(bool verified) =>
        _session.SendAsync("WebAuthn.setUserVerified", new(StringComparer.Ordinal) { ["authenticatorId"] = _id, ["isUserVerified"] = verified });

    /// <summary>How many passkeys it keeps.</summary>
    public async Task<int> CountAsync() =>
        (await _session.SendAsync("WebAuthn.getCredentials", new(StringComparer.Ordinal) { ["authenticatorId"] = _id }))?.GetProperty("credentials").GetArrayLength() ?? 0;
}
