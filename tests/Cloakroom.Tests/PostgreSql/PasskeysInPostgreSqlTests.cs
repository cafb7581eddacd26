using System.Net;
using System.Text.Json;
using Cloakroom.Tests.Server;
using Cloakroom.Tests.Server.Passkeys;

namespace Cloakroom.Tests.PostgreSql;

public sealed class PasskeysInPostgreSqlTests(SharedPostgres shared)
{
    private const string Origin = "http://localhost:4242";

    [Fact]
    public async Task A_question_of_one_node_is_answered_on_any_and_once_in_all()
    {
        string address = await shared.NewDatabaseAsync();
        await using RunningServer here = await StartAsync(address), there = await StartAsync(address);
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(here, new() { Counts = true }, Origin);
        string answer = await ada.AnswerAsync();
        using HttpClient one = here.Client(), other = there.Client();

        HttpResponseMessage[] all = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? one : other).JsonAsync("/auth/passkeys/login", answer)));
        Assert.Single(all, a => a.StatusCode == HttpStatusCode.OK);
        using HttpResponseMessage next = await other.JsonAsync("/auth/passkeys/login", await ada.AnswerAsync());
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);

        JsonElement listed = Assert.Single(await ada.ListAsync());
        Assert.Equal(JsonValueKind.String, listed.GetProperty("lastUsedAt").ValueKind);
        using HttpResponseMessage renamed = await ada.PostAsync($"/auth/passkeys/{ada.Authenticator.Id}/name", new { name = "Blue" });
        Assert.Equal("Blue", Assert.Single(await ada.ListAsync()).GetProperty("name").GetString());
        using HttpResponseMessage removed = await ada.SendAsync(HttpMethod.Delete, $"/auth/passkeys/{ada.Authenticator.Id}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Empty(await ada.ListAsync());
    }

    private static Task<RunningServer> StartAsync(string address) =>
        RunningServer.StartAsync(["--PublicUrl", Origin, "--Store", address, "--Accounts:Store", "", "--Session:Journal", "off"]);
}
