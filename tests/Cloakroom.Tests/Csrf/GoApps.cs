using System.Text;
using System.Text.Json;
using Cloakroom.Tests.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Csrf;

/// <summary>The applications to which the rows of Go's table go: on Kestrel, one for each public address and list of origins.</summary>
internal sealed class GoApps : IAsyncDisposable
{
    private const string Self = "$SELF";

    private readonly Dictionary<string, (TestApp App, string Cookie)> _apps = new(StringComparer.Ordinal);

    /// <summary>The status of the answer to one request.</summary>
    public async Task<string> SendAsync(JsonElement request, string[] trusted)
    {
        string url = request.GetProperty("url").GetString() ?? "";
        string authority = url.StartsWith(Self, StringComparison.Ordinal) ? Self : new Uri(url).GetLeftPart(UriPartial.Authority);
        (TestApp app, string cookie) = await AppAsync(authority, trusted);
        string own = app.Address.GetLeftPart(UriPartial.Authority), host = authority == Self ? app.Address.Authority : new Uri(authority).Authority;
        // Octet by octet: a client of ours would take the dots out of the path.
        var text = new StringBuilder($"{request.GetProperty("method")} {(url.Length > authority.Length ? url[authority.Length..] : "/")} HTTP/1.1\r\n");
        text.Append($"Host: {host}\r\nConnection: close\r\nContent-Length: 0\r\nCookie: {cookie}\r\n");
        foreach (JsonProperty header in request.GetProperty("headers").EnumerateObject())
        {
            text.Append($"{header.Name}: {header.Value.ToString().Replace(Self, own, StringComparison.Ordinal)}\r\n");
        }

        return (await Raw.ExchangeAsync(app.Address, text.Append("\r\n").ToString())).Split(' ')[1];
    }

    /// <summary>Whether an application with this further origin starts.</summary>
    public static async Task<string> StartWithAsync(string trusted)
    {
        await using TestApp? app = await TryStartAsync("https://example.com", [trusted]);
        return app is null ? "config-error" : "config-ok";
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((TestApp app, _) in _apps.Values)
        {
            await app.DisposeAsync();
        }
    }

    private async Task<(TestApp App, string Cookie)> AppAsync(string authority, string[] trusted)
    {
        string key = string.Join(' ', [authority, .. trusted]);
        if (!_apps.TryGetValue(key, out (TestApp App, string Cookie) started))
        {
            // A list that stops the start cannot be used: the rows are answered without it.
            TestApp app = await TryStartAsync(authority, trusted) ?? await TryStartAsync(authority, [])
                ?? throw new InvalidOperationException($"{authority} does not start.");
            using HttpResponseMessage login = await app.PostAsync("/login?user=42", null, ("Sec-Fetch-Site", "same-origin"));
            started = (app, TestApp.CookieOf(login) ?? throw new InvalidOperationException("No cookie was set."));
            _apps.Add(key, started);
        }

        return started;
    }

    private static async Task<TestApp?> TryStartAsync(string authority, string[] trusted)
    {
        var app = new TestApp
        {
            OnKestrel = true,
            Options = o =>
            {
                o.PublicUrl = authority == Self ? null : authority;
                foreach (string origin in trusted)
                {
                    o.CsrfOrigins.Add(origin);
                }
            },
            Map = a => a.MapFallback("{**path}", () => "reached"),
        };
        try
        {
            return await app.StartAsync();
        }
        catch (Exception refused) when (refused is OptionsValidationException or InvalidOperationException)
        {
            Assert.Contains("Csrf:Origins", refused.Message, StringComparison.Ordinal);
            await app.DisposeAsync();
            return null;
        }
    }
}
