namespace Cloakroom.ServerTests.Faults;

/// <summary>What a server has promised about one session: what was acknowledged, and what was asked and may have happened or not.</summary>
internal sealed class Promise(string session, string email, string userId)
{
    public string Session { get; } = session;

    public string Email { get; } = email;

    public string UserId { get; } = userId;

    /// <summary>The last number whose write was acknowledged; 0 is none.</summary>
    public int Written { get; set; }

    /// <summary>The last number that was sent.</summary>
    public int Sent { get; set; }

    public bool LogoutAsked { get; set; }

    public bool LogoutAcknowledged { get; set; }

    /// <summary>Holds the server to its word, and takes over what it decided about requests without an answer.</summary>
    public async Task CheckAsync(Caller caller)
    {
        Reply who = await caller.WhoAmIAsync(Session);
        if (LogoutAcknowledged || (LogoutAsked && who.Status == 401))
        {
            Assert.True(who is { Status: 401, Code: "revoked" }, $"A logout of {Email} came to: {who}");
            LogoutAcknowledged = true;
            return;
        }

        LogoutAsked = false;
        Assert.True(who.Status == 200, $"The session of {Email}, acknowledged and never ended, answers {who}");
        Assert.True(who.UserId == UserId, $"The session of {Email} ({UserId}) answers for somebody else: {who}");
        Reply data = await caller.GetAsync("/auth/data/number", Session);
        int found = data.Status == 404 ? 0 : int.Parse(data.Body);
        Assert.True(found >= Written && found <= Sent, $"{Email} wrote {Written} for certain and tried {Sent}, and there is {data}");
        Written = found;
    }
}
