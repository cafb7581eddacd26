namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Cookies by name and attributes, and one artefact shown for another.</summary>
internal static class CookieRules
{
    private const string Attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=";
    private const string Device = @"^__Host-device=[\w-]{48}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000$";

    /// <summary>Names are compared octet by octet and never decoded; under the right name the same cookie is good.</summary>
    public static async Task NamesAsync(Scene scene)
    {
        Assert.All(await scene.PlayAsWrittenAsync(), p => Assert.Equal("no_credentials", p.Answer.Code));
        Assert.Equal(200, (await scene.Ground.Here.AskAsync("/auth/session", await (await scene.Eve).SidAsync())).Status);
    }

    /// <summary>Two session cookies are none, in whatever order and field; a cookie of another name is no session cookie.</summary>
    public static async Task A034Async(Scene scene)
    {
        int before = Noted(scene);
        IReadOnlyList<Played> played = await scene.PlayAsync();
        Assert.Equal((401, "ambiguous_credentials"), (played[0].Answer.Status, played[0].Answer.Code));
        Assert.Equal((await scene.Bob).Id, played[1].Answer.UserId);
        Assert.Equal((401, "ambiguous_credentials"), (played[2].Answer.Status, played[2].Answer.Code));
        // The line of the log and the metric are written in one place.
        Assert.Equal(before + 2, Noted(scene));
    }

    /// <summary>Every cookie is set and deleted with all its attributes, whatever the request says of itself, behind a proxy and without.</summary>
    public static async Task A036Async(Scene scene)
    {
        foreach (Node node in await scene.Ground.WithTlsAsync())
        {
            Scene there = scene.On(scene.Ground);
            IReadOnlyList<Played> played = await there.PlayAsync(node);
            Assert.All(played.Take(2), p => Assert.Matches($"^{Person.Cookie}=[A-Za-z0-9_-]{{43}}{Attributes}86400$", p.Answer.All("Set-Cookie")[0]));
            Assert.All(played.Take(2), p => Assert.Matches(Device, p.Answer.All("Set-Cookie").Skip(1).Single()));
            Assert.Equal($"{Person.Cookie}={Attributes}0", played[2].Answer.Header("Set-Cookie"));

            WireAnswer pair = await node.SendAsync(
                "POST", "/auth/login", (await there.Ada).Credentials("jwt-cookie"), ("Content-Type", "application/json"), ("Origin", Ground.Origin), ("X-Forwarded-Proto", "http"));
            Assert.Equal(3, pair.All("Set-Cookie").Count);
            Assert.Matches(Device, pair.All("Set-Cookie")[2]);
            Assert.All(pair.All("Set-Cookie").Take(2), line => Assert.Matches($"^__Host-(access|refresh)_token=[^;]+{Attributes}2592000$", line));
            WireAnswer csrf = await node.AskAsync("/auth/csrf", await (await there.Eve).SidAsync());
            Assert.Matches("^__Host-csrf=[A-Za-z0-9_-]{64}; Path=/; Secure; SameSite=Strict$", csrf.Header("Set-Cookie"));
        }
    }

    /// <summary>Each artefact is good in its own place and in no other; the diagonal of the table is tried as well.</summary>
    public static async Task A038Async(Scene scene)
    {
        foreach (Played played in await scene.PlayAsync())
        {
            played.Is(401);
        }

        foreach ((string shown, string where, WireAnswer answer) in await Matrix.PlayAsync(scene))
        {
            bool isItsPlace = shown == where;
            Assert.True(isItsPlace == answer.Status is >= 200 and < 300, $"{shown} shown as {where}: {answer}");
            Assert.True(isItsPlace || answer.Status is 401 or 403, $"{shown} shown as {where}: {answer}");
        }
    }

    private static int Noted(Scene scene) => scene.Ground.Here.Log.Lines.Count(l => l.Contains("Refused GET /auth/session: ambiguous_credentials", StringComparison.Ordinal));
}
