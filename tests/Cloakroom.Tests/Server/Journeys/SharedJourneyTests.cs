using System.Net;
using System.Text.Json;
using Cloakroom.Tests.Offline;

namespace Cloakroom.Tests.Server.Journeys;

/// <summary>Stores that several servers and the commands share: what happens at one is so at the other.</summary>
public abstract class SharedJourneyTests : JourneyTests
{
    [Fact]
    public async Task What_one_node_ends_the_other_refuses()
    {
        using var place = new Place(await NewAddressAsync());
        await using RunningServer here = await place.NodeAsync(), there = await place.NodeAsync();
        using HttpResponseMessage registered = await here.RegisterAsync();
        string first = await here.LoggedInAsync(), second = await there.LoggedInAsync(), third = await there.LoggedInAsync();
        foreach (string cookie in (string[])[first, second, third, first, second, third])
        {
            // Twice, so that both serve all of them from memory.
            await BecomeAsync(cookie, "valid", here, there);
        }

        await EndAsync(here, HttpMethod.Delete, $"/auth/sessions/{await HandleAsync(there, second)}", first);
        Assert.Equal("revoked", await VerdictAsync(here, second));
        await BecomeAsync(second, "revoked", there);
        await BecomeAsync(first, "valid", there);
        await EndAsync(there, HttpMethod.Delete, "/auth/sessions", first);
        Assert.Equal("revoked", await VerdictAsync(there, third));
        await BecomeAsync(third, "revoked", here);
        await BecomeAsync(first, "valid", here);

        string fourth = await here.LoggedInAsync();
        await BecomeAsync(fourth, "valid", here, there);
        await EndAsync(there, HttpMethod.Post, "/auth/logout?all=true", fourth);
        Assert.Equal(("revoked", "revoked"), (await VerdictAsync(there, first), await VerdictAsync(there, fourth)));
        await BecomeAsync(first, "revoked", here);
        await BecomeAsync(fourth, "revoked", here);

        // A login after it is another matter, at either.
        string fifth = await there.LoggedInAsync(), sixth = await here.LoggedInAsync();
        await BecomeAsync(fifth, "valid", here, there);
        await BecomeAsync(sixth, "valid", here, there);
        Assert.Equal(await ListAsync(here, fifth), await ListAsync(there, fifth));
    }

    [Fact]
    public async Task A_service_that_listens_to_one_node_hears_of_a_logout_at_the_other()
    {
        using var place = new Place(await NewAddressAsync());
        await using RunningServer here = await place.NodeAsync();
        await using RunningServer there = await place.NodeAsync("--PublicUrl", here.Url.GetLeftPart(UriPartial.Authority));
        using HttpResponseMessage registered = await here.RegisterAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(here.Url)).ListeningAsync();
        using var phone = new Holder("token", there, neighbour);
        await phone.LogInAsync();
        Assert.Equal("200", await phone.AskNeighbourAsync("/orders"));

        Assert.Equal("204", await phone.AskAsync(HttpMethod.Post, "/auth/logout"));
        await AspNetCore.Until.TrueAsync(() => neighbour.Revocations.Count == 1);
        Assert.Equal("401 revoked", await phone.AskNeighbourAsync("/orders"));
    }

    [Fact]
    public async Task The_commands_reach_accounts_and_sessions_beside_the_running_server()
    {
        using var place = new Place(await NewAddressAsync());
        await using RunningServer server = await place.NodeAsync();
        // The last administrator cannot be disabled.
        using HttpResponseMessage root = await server.RegisterAsync("root@example.org"), registered = await server.RegisterAsync();
        string first = await server.LoggedInAsync(), second = await server.LoggedInAsync();
        await BecomeAsync(first, "valid", server);
        await BecomeAsync(second, "valid", server);
        string handle = await HandleAsync(server, first);
        Assert.Contains(RunningServer.Email, await CommandAsync(place, "users", "list"), StringComparison.Ordinal);
        Assert.Contains(handle, await CommandAsync(place, "sessions", "list"), StringComparison.Ordinal);
        Assert.Contains("sessions ended: 1", await CommandAsync(place, "sessions", "revoke", handle), StringComparison.Ordinal);
        await BecomeAsync(first, "revoked", server);
        Assert.DoesNotContain(handle, await CommandAsync(place, "sessions", "list", RunningServer.Email), StringComparison.Ordinal);
        await CommandAsync(place, "users", "disable", RunningServer.Email);
        await BecomeAsync(second, "user_disabled", server);
        using HttpResponseMessage login = await server.LoginAsync();
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_credentials"), (login.StatusCode, await login.CodeAsync()));
    }

    private static async Task BecomeAsync(string cookie, string verdict, params RunningServer[] nodes)
    {
        foreach (RunningServer node in nodes)
        {
            await NodeCalls.BecomesAsync(verdict, () => VerdictAsync(node, cookie));
        }
    }

    private static async Task<string> VerdictAsync(RunningServer node, string cookie)
    {
        using HttpResponseMessage answer = await node.SendAsync(HttpMethod.Get, "/auth/session", cookie);
        return answer.StatusCode == HttpStatusCode.OK ? "valid" : await answer.CodeAsync() ?? $"{answer.StatusCode}";
    }

    private static async Task<string> HandleAsync(RunningServer node, string cookie)
    {
        using HttpResponseMessage answer = await node.SendAsync(HttpMethod.Get, "/auth/session", cookie);
        return (await answer.JsonAsync()).GetProperty("session").GetProperty("id").GetString() ?? "";
    }

    private static async Task<string> ListAsync(RunningServer node, string cookie)
    {
        using HttpResponseMessage answer = await node.SendAsync(HttpMethod.Get, "/auth/sessions", cookie);
        JsonElement list = await answer.JsonAsync();
        Assert.Equal(2, list.GetArrayLength());
        return list.GetRawText();
    }

    // 202: the store was late on a busy machine; this node refuses the session already, and the store is told until it knows.
    private static async Task EndAsync(RunningServer node, HttpMethod method, string path, string cookie)
    {
        using HttpResponseMessage answer = await node.SendAsync(method, path, cookie);
        Assert.True(answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Accepted, $"{method} {path}: {answer.StatusCode}");
    }

    private static async Task<string> CommandAsync(Place place, params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int status = await Cloakroom.Server.Cli.Commands.RunAsync([.. words, .. place.Flags, "--Session:Journal", "off"], TextReader.Null, output, errors);
        Assert.Equal((0, ""), (status, errors.ToString()));
        return output.ToString();
    }
}
