using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>IDs that somebody else chose, and IDs that are nearly one.</summary>
internal static class Fixation
{
    /// <summary>A session that was there before is not the one after the login, whoever logs in.</summary>
    public static async Task A001Async(Scene scene)
    {
        Person ada = await scene.Ada, bob = await scene.Bob;
        string planted = await (await scene.Eve).SidAsync();
        IReadOnlyList<Played> played = await scene.PlayAsync();
        Assert.Empty(played[0].Answer.All("Set-Cookie"));
        string sid = scene.Saved["SID"];
        Assert.Equal(SessionId.EncodedLength, sid.Length);
        Assert.NotEqual(planted, sid);
        played[2].Is(401);
        Assert.Equal(ada.Id, played[3].Answer.UserId);

        // Once more as herself, then somebody else at the same browser.
        foreach (Person person in new[] { ada, bob })
        {
            string next = (await person.LoginAsync(carrier: null, $"{Person.Cookie}={sid}")).SetCookie(Person.Cookie) ?? "";
            Assert.NotEqual(sid, next);
            Assert.Equal(401, (await scene.Ground.Here.AskAsync("/auth/session", sid)).Status);
            Assert.Equal(person.Id, (await scene.Ground.Here.AskAsync("/auth/session", next)).UserId);
            sid = next;
        }

        await LeavesNoPlantedCookieAsync(scene);
    }

    // A session of another carrier is another one and goes on beside this; but what was planted is taken from the browser.
    private static async Task LeavesNoPlantedCookieAsync(Scene scene)
    {
        Person ada = await scene.Ada, eve = await scene.Eve;
        string planted = await eve.LoggedInAsync();
        WireAnswer login = await ada.LoginAsync("jwt-cookie", $"{Person.Cookie}={planted}");
        Assert.Equal("", login.SetCookie(Person.Cookie));
        WireAnswer who = await scene.Ground.Here.SendAsync("GET", "/auth/session", null, ("Cookie", $"{Person.AccessCookie}={login.SetCookie(Person.AccessCookie)}"));
        Assert.Equal(ada.Id, who.UserId);
        Assert.Equal(eve.Id, (await scene.Ground.Here.AskAsync("/auth/session", planted)).UserId);
    }

    /// <summary>An ID that nobody was given leads nowhere, before and after.</summary>
    public static async Task A002Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsync();
        string supplied = played[0].Request.Headers.Single(h => h.Name == "Cookie").Value.Split('=')[1];
        played[0].Is(200);
        Assert.NotEqual(supplied, played[0].Answer.SetCookie(Person.Cookie));
        played[1].Is(401);
        Assert.True(SessionId.TryParse(supplied, out SessionId id));
        ISessionStore store = scene.Ground.Here.Services.GetRequiredService<ISessionStore>();
        Assert.Equal(StoredSession.Absent, await store.FindAsync(id.DigestFor(store), TestContext.Current.CancellationToken));
    }

    /// <summary>Exactly one text names a session, and that one goes on doing so.</summary>
    public static async Task A004Async(Scene scene)
    {
        await scene.PlayAsWrittenAsync();
        Assert.Equal(200, (await scene.Ground.Here.AskAsync("/auth/session", await (await scene.Ada).SidAsync())).Status);
    }

    /// <summary>
    /// What decides how long a lookup takes is a hash: however many characters of an ID are right, what the store is asked for has nothing in
    /// common with what it holds. No clock is needed to see that.
    /// </summary>
    public static async Task A017Async(Scene scene)
    {
        const int alike = 32;
        string sid = await (await scene.Ada).SidAsync();
        ISessionStore store = scene.Ground.Here.Services.GetRequiredService<ISessionStore>();
        // Of an ID that a store places, the end is no secret.
        int secret = store is ISessionPlacement ? 31 : 40;
        byte[] real = Digest(store, sid);
        for (int right = 0; right <= secret; right++)
        {
            string near = sid[..right] + SessionId.Create().Reveal()[right..];
            Assert.Equal(401, (await scene.Ground.Here.AskAsync("/auth/session", near)).Status);
            Assert.True(Common(real, Digest(store, near)) < alike, $"{right} right characters show in the digest.");
        }

        scene.Transcript.Say("401");
    }

    private static byte[] Digest(ISessionStore store, string text)
    {
        Assert.True(SessionId.TryParse(text, out SessionId id));
        return id.DigestFor(store).ToArray();
    }

    // Bits from the beginning.
    private static int Common(byte[] one, byte[] other)
    {
        int bytes = one.AsSpan().CommonPrefixLength(other);
        return bytes == one.Length ? 8 * bytes : (8 * bytes) + System.Numerics.BitOperations.LeadingZeroCount((uint)(one[bytes] ^ other[bytes])) - 24;
    }
}
