using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Server.External.Issuing;

/// <summary>
/// A small issuer of OpenID Connect, real on the wire: discovery, keys, a page to log in, codes with PKCE, tokens, and what it is told to
/// do wrong. Whoever types a name in its form is that person.
/// </summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string ClientId = "cloakroom", ClientSecret = "a secret & a half";

    private readonly ConcurrentDictionary<string, Grant> _codes = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private TestIssuer(WebApplication app, TimeProvider time) => (_app, Time) = (app, time);

    public TimeProvider Time { get; set; }

    public string Url => _app.Urls.First();

    public List<IssuerKey> Keys { get; } = [IssuerKey.Rsa("first")];

    /// <summary>What it does wrong.</summary>
    public Misdeeds Misdeeds { get; set; } = new();

    /// <summary>What it tells of a person, by the name typed.</summary>
    public Func<string, Dictionary<string, object?>> Person { get; set; } = Anybody;

    /// <summary>How many came for tokens.</summary>
    public int Exchanges { get; private set; }

    /// <summary>Anybody, with a verified address.</summary>
    public static Dictionary<string, object?> Anybody(string name) =>
        new(StringComparer.Ordinal) { ["sub"] = $"sub-{name}", ["email"] = $"{name}@example.org", ["email_verified"] = true };

    /// <summary>The flags of a server that knows it.</summary>
    public string[] Flags(string name = "example", string title = "Example", int number = 0) =>
    [
        $"--External:{number}:Name", name, $"--External:{number}:Title", title, $"--External:{number}:Authority", Url,
        $"--External:{number}:ClientId", ClientId, $"--External:{number}:ClientSecret", ClientSecret,
    ];

    public static async Task<TestIssuer> StartAsync(TimeProvider? time = null, string url = "http://127.0.0.1:0")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var issuer = new TestIssuer(builder.Build(), time ?? TimeProvider.System);
        issuer.Map();
        await issuer._app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    /// <summary>A token that says that somebody has logged out here.</summary>
    public string LogoutToken(string? subject, string? sid, Action<Dictionary<string, object?>>? change = null, string? type = "logout+jwt")
    {
        Dictionary<string, object?> claims = Claims(lifetime: 120);
        claims["jti"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));
        claims["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["http://schemas.openid.net/event/backchannel-logout"] = new { } };
        Put(claims, "sub", subject);
        Put(claims, "sid", sid);
        change?.Invoke(claims);
        return IssuedToken.Signed(Keys[^1], claims, type);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Keys.ForEach(k => k.Dispose());
    }

    private void Map()
    {
        _app.Use(async (context, next) =>
        {
            await (Misdeeds.HoldsUp ? Task.Delay(Timeout.Infinite, context.RequestAborted) : next(context));
        });
        _app.MapGet("/.well-known/openid-configuration", () => new
        {
            issuer = Misdeeds.Issuer ?? Url,
            authorization_endpoint = $"{Url}/authorize",
            token_endpoint = $"{Url}/token",
            userinfo_endpoint = $"{Url}/userinfo",
            jwks_uri = $"{Url}/jwks",
            authorization_response_iss_parameter_supported = true,
        });
        _app.MapGet("/jwks", () => new { keys = Keys.Select(k => k.Published()) });
        _app.MapGet("/authorize", (HttpContext context) => Form(context.Request.QueryString.ToString()));
        _app.MapPost("/authorize", (Delegate)AuthorizeAsync).DisableAntiforgery();
        _app.MapPost("/token", (Delegate)ExchangeAsync).DisableAntiforgery();
        _app.MapGet("/userinfo", () => Misdeeds.UserInfo ?? new(StringComparer.Ordinal));
    }

    private static IResult Form(string query) => Results.Content(
        $"""
        <!doctype html><html lang="en"><title>Example</title><h1>Example</h1>
        <form method="post" action="/authorize{HtmlEncoder.Default.Encode(query)}">
        <label>Name <input name="name"></label> <button>Log in at Example</button> <button name="denied" value="true">No</button></form>
        """, "text/html");

    private async Task<IResult> AuthorizeAsync(HttpContext context)
    {
        IFormCollection form = await context.Request.ReadFormAsync();
        IQueryCollection asked = context.Request.Query;
        var answer = new Dictionary<string, string?>(StringComparer.Ordinal) { ["state"] = asked["state"], ["iss"] = Misdeeds.ResponseIssuer ?? Url };
        if (form["denied"] == "true")
        {
            answer["error"] = "access_denied";
            answer["error_description"] = "<b>nobody reads this</b>";
        }
        else
        {
            string code = answer["code"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            _codes[code] = new(form["name"].ToString(), asked.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal));
        }

        Misdeeds.ChangeResponse?.Invoke(answer);
        return Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"].ToString(), answer));
    }

    private async Task<IResult> ExchangeAsync(HttpContext context)
    {
        Exchanges++;
        IFormCollection form = await context.Request.ReadFormAsync();
        string pair = $"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(ClientSecret).Replace("%20", "+", StringComparison.Ordinal)}";
        if (Misdeeds.TokenStatus is { } status)
        {
            return Results.StatusCode(status);
        }

        return context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(pair))}" ? Results.StatusCode(StatusCodes.Status401Unauthorized)
            : !_codes.TryRemove(form["code"].ToString(), out Grant? grant) || !grant.Fits(form) ? Results.BadRequest(new { error = "invalid_grant" })
            : Results.Json(Answer(grant));
    }

    private Dictionary<string, object?> Answer(Grant grant)
    {
        Dictionary<string, object?> claims = Claims(lifetime: 300);
        claims["nonce"] = grant.Asked["nonce"];
        foreach ((string name, object? value) in Person(grant.Name))
        {
            claims[name] = value;
        }

        Misdeeds.ChangeClaims?.Invoke(claims);
        string token = Misdeeds.Write?.Invoke(Keys[^1], claims) ?? IssuedToken.Signed(Keys[^1], claims, Misdeeds.Type);
        return new(StringComparer.Ordinal) { ["access_token"] = "access", ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = token };
    }

    private Dictionary<string, object?> Claims(int lifetime)
    {
        long now = Time.GetUtcNow().ToUnixTimeSeconds();
        return new(StringComparer.Ordinal) { ["iss"] = Url, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + lifetime };
    }

    private static void Put(Dictionary<string, object?> claims, string name, string? value)
    {
        if (value is not null)
        {
            claims[name] = value;
        }
    }

    private sealed record Grant(string Name, Dictionary<string, string> Asked)
    {
        public bool Fits(IFormCollection form) => form["grant_type"] == "authorization_code" && form["redirect_uri"] == Asked["redirect_uri"]
            && Asked["code_challenge_method"] == "S256"
            && Asked["code_challenge"] == System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
    }
}
