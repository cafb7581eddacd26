using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Names that are made to be taken for something else, and roles that have changed.</summary>
internal static class Identities
{
    private const string Hostile = "a:b\r\nDEL x";

    /// <summary>A name is data: neither a key nor a command is made of it.</summary>
    public static async Task A026Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync();
        if (scene.Grounds.Redis is { } canary)
        {
            Assert.Equal("OK", await canary.CliAsync("-n", ground.Database, "SET", "x", "here"));
        }

        // An address is refused where it is typed…
        foreach (string address in new[] { Hostile, "a:b\r\nDEL x@example.org", "a@example.org\r\nDEL x" })
        {
            WireAnswer answer = await ground.Here.JsonAsync("/auth/register", System.Text.Json.JsonSerializer.Serialize(new { email = address, password = Person.Password }));
            Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        }

        scene.Transcript.Say("400 invalid_request");

        // …and an application may name its users so all the same.
        WireAnswer neighbour = await ListAsync(ground, new("a:b"));
        WireAnswer list = await ListAsync(ground, new(Hostile));
        Assert.Equal((1, 1), (neighbour.Json.GetArrayLength(), list.Json.GetArrayLength()));
        Scene there = scene.On(ground);
        Played cursor = await there.PlayAsync(scene.Attack.Requests[1]);
        WireAnswer plain = await ground.Here.AskAsync("/auth/sessions", await (await there.Ada).SidAsync());
        // There are no cursors: what nobody reads changes nothing.
        Assert.Equal((200, plain.Body), (cursor.Answer.Status, cursor.Answer.Body));
        if (scene.Grounds.Redis is { } redis)
        {
            Assert.Equal("here", await redis.CliAsync("-n", ground.Database, "GET", "x"));
            Assert.DoesNotContain("a:b", await redis.CliAsync("-n", ground.Database, "--scan"), StringComparison.Ordinal);
        }
    }

    /// <summary>A role that was taken away is gone within a second, at every node and by every carrier.</summary>
    public static async Task A029Async(Scene scene)
    {
        Scene there = scene.On(scene.Ground);
        // The last administrator stays one.
        await scene.Ground.PersonAsync("root", isAdmin: true);
        Person admin = await scene.Ground.PersonAsync("admin", isAdmin: true);
        there.Saved["SID"] = await admin.SidAsync();
        (string access, string refresh) = await admin.TokensAsync();
        Assert.All(await there.PlayAsync(), p => p.Is(200));
        Assert.Equal(200, (await scene.Ground.There.BearAsync(AppBehind.Administration, access)).Status);

        await TakeRoleAsync(scene, admin);
        foreach (Node node in scene.Ground.Nodes)
        {
            await NodeCalls.BecomesAsync(403, async () => (await there.PlayAsync(scene.Attack.Requests[1], node)).Answer.Status);
            await NodeCalls.BecomesAsync(403, async () => (await node.BearAsync(AppBehind.Administration, access)).Status);
        }

        string next = (await scene.Ground.Here.RefreshAsync(refresh)).Json.GetProperty("access_token").GetString() ?? "";
        Assert.Equal(403, (await scene.Ground.There.BearAsync(AppBehind.Administration, next)).Status);
    }

    private static async Task TakeRoleAsync(Scene scene, Person admin)
    {
        using StringWriter output = new(), errors = new();
        int status = await Cloakroom.Server.Cli.Commands.RunAsync(
            ["users", "role", "remove", admin.Email, Cloakroom.Server.Accounts.Account.AdminRole, .. scene.Ground.Flags, "--Session:Journal", "off"], TextReader.Null, output, errors);
        Assert.Equal((0, ""), (status, errors.ToString()));
        if (scene.Ground.IsMemory)
        {
            // Another process does not reach what is in the memory of this one; the page for administrators does, as here.
            await using AsyncServiceScope scope = scene.Ground.Here.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ISessions>().UpdateUserAsync(new(admin.Id) { Email = admin.Email }, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<WireAnswer> ListAsync(Ground ground, SessionUser user)
    {
        ISessionStore store = ground.Here.Services.GetRequiredService<ISessionStore>();
        Cloakroom.Testing.MintedSession minted = await Cloakroom.Testing.SessionMint.MintAsync(store, user, new SessionOptions(), ground.Clock, TestContext.Current.CancellationToken);
        return await ground.Here.AskAsync("/auth/sessions", minted.Id.Reveal());
    }
}
