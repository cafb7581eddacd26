namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>The second factor: a code is good once, and what needs both needs both again.</summary>
internal static class Codes
{
    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    /// <summary>A recent login is one by the password and the code; half of it is none.</summary>
    public static async Task A028Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(nodes: 1);
        Scene there = scene.On(ground);
        Person ada = await there.Ada;
        var app = new App(ground, ada);
        string sid = (await app.LogInAsync()).SetCookie(Person.Cookie) ?? "";
        Assert.Equal(200, (await ChangeAsync(ground, sid)).Status);

        ground.Clock.Advance(TimeSpan.FromMinutes(30));
        WireAnswer late = await ChangeAsync(ground, sid);
        Assert.Equal((401, "fresh_login_required"), (late.Status, late.Code));
        WireAnswer half = await ground.Here.JsonAsync("/auth/login", ada.Credentials(), $"{Person.Cookie}={sid}");
        Assert.Equal((401, "mfa_required", null), (half.Status, half.Code, half.SetCookie(Person.Cookie)));
        Assert.Equal("fresh_login_required", (await ChangeAsync(ground, sid)).Code);

        WireAnswer both = await app.FinishAsync(half.Json.GetProperty("mfa_token").GetString() ?? "");
        Assert.Equal(200, (await ChangeAsync(ground, both.SetCookie(Person.Cookie) ?? "")).Status);
        scene.Transcript.Say(late);
        scene.Transcript.Say(half);
    }

    /// <summary>Of fifty that show one code at once, at both nodes, one gets in: a code of the app with one pending login or with many, and a recovery code.</summary>
    public static async Task A080Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(flags: ["--Accounts:TriesPerAddress", "1000000"]);
        Scene there = scene.On(ground);
        var app = new App(ground, await there.Ada);
        for (int run = 0; run < (IsLong ? 1000 : 2); run++)
        {
            string token = await app.BeginAsync();
            ground.Clock.Advance(TimeSpan.FromSeconds(30));
            await RedeemAsync(there, token, app.Code);
            await RedeemAsync(there, await app.BeginAsync(), app.NewRecoveryCode());
        }
    }

    private static async Task RedeemAsync(Scene scene, string token, string code)
    {
        AttackRequest written = scene.Attack.Requests[0];
        AttackRequest half = written with
        {
            Path = "/auth/login/mfa",
            Headers = [("Content-Type", "application/json"), ("Origin", Ground.Origin)],
            Body = $$"""{"mfa_token":"{{token}}","code":"{{code}}"}""",
            Parallel = written.Parallel / 2,
        };
        Played[] nodes = await Task.WhenAll(scene.PlayAsync(half), scene.PlayAsync(half, scene.Ground.There));
        WireAnswer[] answers = [.. nodes.SelectMany(n => n.Answers)];
        Assert.Equal(50, answers.Length);
        // A database that is late for one of so many refuses that one.
        Assert.All(answers, a => Assert.Contains(a.Status, new[] { 200, 401, 503 }));
        Assert.Single(answers, a => a.Status == 200);
        Assert.Single(answers, a => a.SetCookie(Person.Cookie) is not null);
    }

    private static Task<WireAnswer> ChangeAsync(Ground ground, string sid) =>
        ground.Here.SendAsync("POST", "/auth/factors/recovery-codes", "{}", ("Content-Type", "application/json"), ("Cookie", $"{Person.Cookie}={sid}"), ("Origin", Ground.Origin));
}
