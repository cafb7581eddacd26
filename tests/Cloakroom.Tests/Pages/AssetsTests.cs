using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Pages;

/// <summary>What a browser loads beside the pages, and what the pages may hold at all.</summary>
public sealed partial class AssetsTests
{
    private static readonly string[] Paths = ["/", "/login", "/register?error=weak_password", "/account/sessions?done=ended", "/doctor", "/nowhere"];

    [Fact]
    public async Task Every_asset_that_a_page_names_is_kept_for_a_year()
    {
        await using Site site = await Site.StartAsync();
        foreach (string address in await AddressesAsync(site))
        {
            Answer asset = await site.OpenAsync(address);
            Assert.Equal((200, "public, max-age=31536000, immutable"), (asset.Status, asset.Header("Cache-Control")));
            Assert.NotEmpty(asset.Header("ETag"));
            Assert.Contains(asset.Header("Content-Type"), ["text/css", "text/javascript", "image/svg+xml"], StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Under_any_other_version_an_asset_is_asked_for_each_time()
    {
        await using Site site = await Site.StartAsync();
        Assert.Equal("no-cache", (await site.OpenAsync("/_cloakroom/site.css")).Header("Cache-Control"));
        Assert.Equal("no-cache", (await site.OpenAsync("/_cloakroom/site.css?v=old")).Header("Cache-Control"));
    }

    [Fact]
    public async Task An_asset_asks_no_store()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        site.Store.IsAway = true;
        Answer asset = await site.OpenAsync("/_cloakroom/site.css", cookie);
        Assert.Equal((200, ""), (asset.Status, asset.Header("Vary")));
    }

    [Fact]
    public async Task A_page_is_never_kept_by_a_cache()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        foreach (string path in Paths)
        {
            Answer page = await site.OpenAsync(path, cookie);
            Assert.Equal(("no-store", "Cookie, Authorization"), (page.Header("Cache-Control"), page.Header("Vary")));
        }
    }

    [Fact]
    public async Task No_page_needs_an_exception_from_the_content_security_policy()
    {
        await using Site site = await Site.StartAsync();
        (_, string cookie) = await site.LogInAsync();
        foreach (string path in Paths)
        {
            foreach (string? shown in new[] { cookie, null })
            {
                string page = (await site.OpenAsync(path, shown)).Body;
                Assert.DoesNotMatch(InlineCode(), page);
                Assert.DoesNotMatch(OtherHost(), page);
            }
        }
    }

    private static async Task<string[]> AddressesAsync(Site site)
    {
        (_, string cookie) = await site.LogInAsync();
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in Paths)
        {
            foreach (string? shown in new[] { cookie, null })
            {
                addresses.UnionWith(Asset().Matches((await site.OpenAsync(path, shown)).Body).Select(m => m.Groups["address"].Value));
            }
        }

        Assert.InRange(addresses.Count, 9, 20);
        return [.. addresses];
    }

    [GeneratedRegex("(src|href)=\"(?<address>/_cloakroom/[^\"]+)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Asset();

    // A script or style with content, a style attribute, an on… attribute.
    [GeneratedRegex("<script(?![^>]*src=)|<style| style=| on[a-z]+=", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex InlineCode();

    [GeneratedRegex("(src|href|action)=\"(https?:)?//", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex OtherHost();
}
