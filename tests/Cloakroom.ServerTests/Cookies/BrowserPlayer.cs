using System.Text.Json;
using Cloakroom.ServerTests.Browser;
using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Cookies;

/// <summary>Plays a script in a tab of Chromium.</summary>
internal sealed class BrowserPlayer(IPage page, ICDPSession devTools, World world)
{
    private const string Fetch = """
        async ([url, method, mode, credentials]) => {
            try { await (await fetch(url, { method, mode, credentials, body: method === 'GET' ? undefined : 'x' })).text(); } catch { }
        }
        """;

    private const string Image = "url => new Promise(done => { const image = new Image(); image.onload = image.onerror = () => done(); image.src = url; })";

    private const string Frame = """
        url => new Promise(done => {
            document.querySelectorAll('iframe').forEach(old => old.remove());
            const frame = document.createElement('iframe');
            frame.onload = () => done();
            frame.src = url;
            document.body.append(frame);
        })
        """;

    // A page that is left in the middle of a call would fail the call.
    private const string Link = "url => { setTimeout(() => document.body.appendChild(Object.assign(document.createElement('a'), { href: url, target: '_top' })).click()); }";

    private const string Location = "url => { setTimeout(() => top.location.href = url); }";

    private const string OwnLocation = "url => { setTimeout(() => location.href = url); }";

    private const string Form = """
        ([url, method, id]) => {
            const form = Object.assign(document.createElement('form'), { action: url, method, target: '_top' });
            if (method === 'GET') form.append(Object.assign(document.createElement('input'), { name: 's', value: id }));
            document.body.append(form);
            setTimeout(() => form.submit());
        }
        """;

    private readonly IFrame?[] _frames = [page.MainFrame, null, null];

    public async Task<Seen> PlayAsync(Step step, IReadOnlyList<Leg> legs)
    {
        world.Expect(legs);
        IReadOnlyList<string> arrivals = step.Act switch
        {
            Act.Read => [await ReadAsync(step.Actor)],
            Act.Write => [await WriteAsync(step)],
            _ => await RequestAsync(step, legs),
        };
        return new(arrivals, await StoredAsync());
    }

    private IFrame Of(Actor actor) => _frames[(int)actor] ?? throw new InvalidOperationException($"There is no {actor}.");

    private Task<string> ReadAsync(Actor actor) => Of(actor).EvaluateAsync<string>("document.cookie");

    private async Task<string> WriteAsync(Step step)
    {
        await Of(step.Actor).EvaluateAsync("line => { document.cookie = line }", step.Line);
        return await ReadAsync(step.Actor);
    }

    private async Task<string[]> RequestAsync(Step step, IReadOnlyList<Leg> legs)
    {
        string url = legs[0].Url.OriginalString, last = $"s={legs[^1].Id}";
        switch (step.Act)
        {
            case Act.AddressBar:
                await page.GotoAsync(url, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                break;
            case Act.Reload:
                await page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                break;
            case Act.Link or Act.Location:
                await Of(step.Actor).EvaluateAsync(step.Act is Act.Link ? Link : Location, url);
                await ArriveAsync(page.MainFrame, last);
                break;
            case Act.Form:
                await Of(step.Actor).EvaluateAsync(Form, new[] { url, step.Method, legs[0].Id });
                await ArriveAsync(page.MainFrame, last);
                break;
            case Act.Fetch:
                await Of(step.Actor).EvaluateAsync(Fetch, new[] { url, step.Method, step.Mode, step.Credentials });
                break;
            case Act.Image:
                await Of(step.Actor).EvaluateAsync(Image, url);
                break;
            case Act.Frame:
                await Of(step.Actor).EvaluateAsync(Frame, url);
                IElementHandle element = await Of(step.Actor).QuerySelectorAsync("iframe") ?? throw new InvalidOperationException("No frame.");
                _frames[(int)step.Actor + 1] = await element.ContentFrameAsync();
                break;
            case Act.FrameLocation:
                await Of(step.Actor).EvaluateAsync(OwnLocation, url);
                await ArriveAsync(Of(step.Actor), last);
                break;
            default:
                throw new InvalidOperationException($"{step.Act} is no request.");
        }

        return [.. legs.Select(world.Arrived)];
    }

    private static Task ArriveAsync(IFrame frame, string query) =>
        Until.TrueAsync(async () => frame.Url.EndsWith(query, StringComparison.Ordinal) && await IsReadAsync(frame), $"{query} was there");

    private static async Task<bool> IsReadAsync(IFrame frame)
    {
        try
        {
            return await frame.EvaluateAsync<bool>("document.readyState !== 'loading'");
        }
        catch (PlaywrightException)
        {
            // The document went while it was asked.
            return false;
        }
    }

    private async Task<IReadOnlyList<StoredCookie>> StoredAsync()
    {
        JsonElement cookies = (await devTools.SendAsync("Storage.getCookies"))?.GetProperty("cookies") ?? default;
        return [.. cookies.EnumerateArray().Select(Show)];
    }

    private static StoredCookie Show(JsonElement cookie)
    {
        string Text(string name) => cookie.GetProperty(name).GetString() ?? "";
        bool Is(string name) => cookie.GetProperty(name).GetBoolean();
        string sameSite = cookie.TryGetProperty("sameSite", out JsonElement value) ? $", {value.GetString()}" : "";
        string partition = cookie.TryGetProperty("partitionKey", out JsonElement key)
            ? $", in {key.GetProperty("topLevelSite").GetString()}{(key.GetProperty("hasCrossSiteAncestor").GetBoolean() ? " below another" : "")}" : "";
        return new(Text("name"), Text("value"), Text("domain"), Text("path"),
            $"{(Is("secure") ? ", Secure" : "")}{(Is("httpOnly") ? ", HttpOnly" : "")}{sameSite}", partition)
        {
            Expires = Is("session") ? null : DateTimeOffset.UnixEpoch.AddSeconds(cookie.GetProperty("expires").GetDouble()),
        };
    }
}
