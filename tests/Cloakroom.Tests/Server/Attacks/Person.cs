using System.Text.Json;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Somebody with an account; each way of being logged in begins when it is first asked for.</summary>
internal sealed class Person(Ground ground, string email, string id)
{
    public const string Password = "correct horse battery staple";
    public const string Cookie = "__Host-session_id", AccessCookie = "__Host-access_token", RefreshCookie = "__Host-refresh_token";

    private string? _sid;
    private (string Access, string Refresh)? _tokens, _cookies;

    public string Email => email;

    public string Id => id;

    public string Credentials(string? carrier = null) => JsonSerializer.Serialize(new { email, password = Password, carrier });

    /// <summary>The value of the session cookie.</summary>
    public async Task<string> SidAsync() => _sid ??= await LoggedInAsync();

    /// <summary>The tokens of a bearer.</summary>
    public async Task<(string Access, string Refresh)> TokensAsync()
    {
        if (_tokens is null)
        {
            JsonElement json = (await LoginAsync("token")).Json;
            _tokens = (json.GetProperty("access_token").GetString() ?? "", json.GetProperty("refresh_token").GetString() ?? "");
        }

        return _tokens.Value;
    }

    /// <summary>The tokens of a browser, in cookies.</summary>
    public async Task<(string Access, string Refresh)> CookieTokensAsync()
    {
        if (_cookies is null)
        {
            WireAnswer answer = await LoginAsync("jwt-cookie");
            _cookies = (answer.SetCookie(AccessCookie) ?? "", answer.SetCookie(RefreshCookie) ?? "");
        }

        return _cookies.Value;
    }

    /// <summary>One more session with a cookie; gives its ID.</summary>
    public async Task<string> LoggedInAsync() => (await LoginAsync()).SetCookie(Cookie) ?? throw new InvalidOperationException("A login without a cookie.");

    public async Task<WireAnswer> LoginAsync(string? carrier = null, string? cookie = null)
    {
        WireAnswer answer = await ground.Here.JsonAsync("/auth/login", Credentials(carrier), cookie);
        Assert.True(answer.Status == 200, $"login of {email}: {answer}");
        return answer;
    }

    /// <summary>The handle of a session of this person.</summary>
    public async Task<string> HandleAsync(string sid)
    {
        WireAnswer answer = await ground.Here.AskAsync("/auth/session", sid);
        return answer.Json.GetProperty("session").GetProperty("id").GetString() ?? "";
    }
}
