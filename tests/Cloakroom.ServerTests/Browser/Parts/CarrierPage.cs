using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A tab of somebody who has logged in by one carrier, with a script of the page as an application would write it.</summary>
internal sealed class CarrierPage
{
    private const int Rounding = 100;

    private readonly JsonElement _login;
    private readonly Uri _server;

    private CarrierPage(IPage page, Uri server, string carrier, JsonElement login) => (Page, _server, Carrier, _login) = (page, server, carrier, login);

    public IPage Page { get; }

    public string Carrier { get; }

    /// <summary>What the list of sessions says.</summary>
    public string Lifetime { get; private set; } = "";

    /// <summary>The line of the header that shows the session, rounded where it depends on the person.</summary>
    public string Bytes { get; private set; } = "";

    public static async Task<CarrierPage> LogInAsync(IPage page, InProcessServer server, string carrier)
    {
        await page.GotoAsync(server.Url.ToString());
        JsonElement login = await page.EvaluateAsync<JsonElement>(
            """
            async credentials => (await fetch('/auth/login', { method: 'POST', body: JSON.stringify(credentials), headers: { 'Content-Type': 'application/json' } })).json()
            """,
            new { email = Person.Email, password = Person.Password, carrier });
        var tab = new CarrierPage(page, server.Url, carrier, login.Clone());
        JsonElement session = login.GetProperty("session");
        TimeSpan life = session.GetProperty("expiresAt").GetDateTimeOffset() - session.GetProperty("createdAt").GetDateTimeOffset();
        tab.Lifetime = life.TotalHours <= 48 ? $"{Math.Round(life.TotalHours)} hours" : $"{Math.Round(life.TotalDays)} days";
        tab.Bytes = await tab.MeasureAsync();
        return tab;
    }

    /// <summary>Goes there as a person who typed the address; gives the status.</summary>
    public async Task<int> GoAsync(string path) => (await Page.GotoAsync(_server.GetLeftPart(UriPartial.Authority) + path))?.Status ?? 0;

    /// <summary>Whether a script of the page that was used for the login has anything with which somebody else could go on.</summary>
    public async Task<bool> CanReadAsync()
    {
        await Page.GotoAsync(_server.ToString());
        string kept = await Page.EvaluateAsync<string>("document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)");
        IReadOnlyList<BrowserContextCookiesResult> cookies = await Page.Context.CookiesAsync();
        string all = kept + _login.GetRawText();
        return cookies.Any(c => all.Contains(c.Value, StringComparison.Ordinal)) || all.Contains("access_token\":\"eyJ", StringComparison.Ordinal);
    }

    private async Task<string> MeasureAsync()
    {
        // The cookie by which the server knows the browser is no part of a carrier.
        BrowserContextCookiesResult[] cookies = [.. (await Page.Context.CookiesAsync()).Where(c => c.Name != "device")];
        string line = cookies.Length > 0
            ? $"Cookie: {string.Join("; ", cookies.Select(c => $"{c.Name}={c.Value}"))}"
            : $"Authorization: Bearer {_login.GetProperty("access_token").GetString()}";
        int rounded = (int)Math.Round((double)line.Length / Rounding) * Rounding;
        return cookies.Length == 1 ? line.Length.ToString(CultureInfo.InvariantCulture) : $"about {rounded.ToString(CultureInfo.InvariantCulture)}";
    }
}
