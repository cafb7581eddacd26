using Microsoft.Playwright;

namespace Cloakroom.ServerTests.Browser;

/// <summary>A way in which a page makes a browser send a request.</summary>
/// <param name="Name">As a person would call it.</param>
/// <param name="Script">What the page does; <c>target</c> is the address, <c>add</c> makes an element.</param>
/// <param name="Leaves">Whether the answer takes the place of the page.</param>
internal sealed record Way(string Name, string Script, bool Leaves = false)
{
    private const string Add = "const add = (name, with_) => document.body.appendChild(Object.assign(document.createElement(name), with_));";

    private static readonly Way[] All =
    [
        new("link", "add('a', { href: target }).click()", Leaves: true),
        new("script that sets the address", "location.href = target", Leaves: true),
        new("refresh", "add('meta', { httpEquiv: 'refresh', content: '0; url=' + target })", Leaves: true),
        new("form that gets", "add('form', { action: target }).submit()", Leaves: true),
        new("form that posts", "add('form', { action: target, method: 'post' }).submit()", Leaves: true),
        new("image", "add('img', { src: target })"),
        new("script", "add('script', { src: target })"),
        new("style sheet", "add('link', { rel: 'stylesheet', href: target })"),
        new("frame", "add('iframe', { src: target })"),
        new("fetch", "fetch(target, { mode: 'no-cors', credentials: 'include' })"),
        new("fetch that wants to read", "fetch(target, { credentials: 'include' }).catch(() => 0)"),
        new("fetch that posts", "fetch(target, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' })"),
        new("beacon", "navigator.sendBeacon(target)"),
        new("web socket", "new WebSocket(target.replace('http', 'ws'))"),
    ];

    public static TheoryData<string> Names => [.. All.Select(w => w.Name)];

    public static Way Named(string name) => Array.Find(All, w => w.Name == name) ?? throw new ArgumentException(name, nameof(name));

    /// <summary>Lets the page go this way, and waits until the answer is there if it takes the place of the page.</summary>
    public async Task GoAsync(IPage page, string target)
    {
        await page.EvaluateAsync($"target => setTimeout(() => {{ {Add} {Script} }})", target);
        if (Leaves)
        {
            // A form that gets adds a question mark.
            await Until.ArrivedAsync(page, url => url.TrimEnd('?') == target);
        }
    }
}
