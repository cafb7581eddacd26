using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.ServerTests.Rolling;

/// <summary>A phone: shows its access token, which any node must accept whichever signed it, and takes a new pair now and then and when its token is refused.</summary>
internal sealed class TokenVisitor : IVisitor
{
    private readonly Caller _caller;
    private readonly string _email, _userId;
    private string _access, _refresh;

    private TokenVisitor(Caller caller, string email, string userId, JsonNode pair) =>
        (_caller, _email, _userId, _access, _refresh) = (caller, email, userId, Text(pair, "access_token"), Text(pair, "refresh_token"));

    /// <summary>Pairs that it got.</summary>
    public int Refreshes { get; private set; }

    /// <summary>How often a token was refused because its key was withdrawn; a pair follows then, not a login.</summary>
    public int Withdrawn { get; private set; }

    /// <summary>How often it was told to try again later.</summary>
    public int Waits { get; private set; }

    public static async Task<TokenVisitor> LogInAsync(Caller caller, string email, string userId)
    {
        Reply reply = await caller.SendAsync(HttpMethod.Post, "/auth/login", content: JsonContent.Create(new { email, password = Caller.Password, carrier = "token" }));
        Assert.True(reply.Status == 200, $"login: {reply}");
        return new(caller, email, userId, Node(reply));
    }

    public async Task<string?> AskAsync(int turn)
    {
        if (turn % 10 == 0)
        {
            return await RefreshAsync();
        }

        Reply reply = await _caller.SendAsync(HttpMethod.Get, "/auth/session", headers: ("Authorization", $"Bearer {_access}"));
        switch (reply)
        {
            case { Status: 200 } when reply.UserId == _userId:
                return null;
            case { IsLater: true }:
                Waits++;
                return null;
            case { Status: 401, Code: "bad_signature" }:
                Withdrawn++;
                return await RefreshAsync();
            case { Status: 401, Code: "token_expired" }:
                return await RefreshAsync();
            default:
                return $"{_email} shows its token: {reply}";
        }
    }

    private async Task<string?> RefreshAsync()
    {
        Reply reply = await _caller.SendAsync(HttpMethod.Post, "/auth/refresh", content: JsonContent.Create(new { refresh_token = _refresh }));
        if (reply.IsLater)
        {
            Waits++;
            return null;
        }

        if (reply.Status != 200)
        {
            return $"{_email} refreshes: {reply}";
        }

        JsonNode pair = Node(reply);
        (_access, _refresh) = (Text(pair, "access_token"), Text(pair, "refresh_token"));
        Refreshes++;
        return null;
    }

    private static JsonNode Node(Reply reply) => JsonNode.Parse(reply.Body) ?? throw new InvalidOperationException(reply.Body);

    private static string Text(JsonNode pair, string name) => pair[name]?.GetValue<string>() ?? throw new InvalidOperationException($"A pair without {name}.");
}
