using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cloakroom.Tests.Samples;

public sealed class CoffeeShopTests
{
    private readonly CancellationToken _end = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_story_goes_from_order_to_ticket_to_cart_to_the_door()
    {
        await using SampleProgram shop = await SampleProgram.StartAsync("CoffeeShop");
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.Http.GetAsync("/api/settings", _end)).StatusCode);

        HttpResponseMessage login = await shop.Http.PostAsJsonAsync("/api/login", new { name = "ada", password = "triple-shot mocha, please" }, _end);
        Assert.Equal("""{"message":"Logged in successfully"}""", await login.Content.ReadAsStringAsync(_end));
        string cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Matches("^session_id=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=3600$", cookie);

        JsonElement settings = await shop.Http.GetFromJsonAsync<JsonElement>("/api/settings", _end);
        Assert.Equal(42, settings.GetProperty("user").GetInt32());
        Assert.Equal("whole", settings.GetProperty("preferences").GetProperty("milk").GetString());
        await shop.Http.PutAsJsonAsync("/api/settings", new { milk = "oat" }, _end);
        settings = await shop.Http.GetFromJsonAsync<JsonElement>("/api/settings", _end);
        Assert.Equal("oat", settings.GetProperty("preferences").GetProperty("milk").GetString());

        // Ten tabs add at once; none of their orders is lost.
        await Task.WhenAll(Enumerable.Range(1, 10).Select(i => shop.Http.PostAsJsonAsync("/api/cart", new { name = "Espresso", shots = i }, _end)));
        JsonElement cart = await shop.Http.GetFromJsonAsync<JsonElement>("/api/cart", _end);
        Assert.Equal(Enumerable.Range(1, 10), cart.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("shots").GetInt32()).Order());

        Assert.Equal(HttpStatusCode.NoContent, (await shop.Http.PostAsync("/auth/logout", null, _end)).StatusCode);
        Assert.Empty(shop.Cookies);
        using var replay = new HttpRequestMessage(HttpMethod.Get, "/api/settings") { Headers = { { "Cookie", cookie.Split(';')[0] } } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await shop.Http.SendAsync(replay, _end)).StatusCode);
    }

    [Fact]
    public async Task A_stranger_gets_no_ticket()
    {
        await using SampleProgram shop = await SampleProgram.StartAsync("CoffeeShop");
        HttpResponseMessage refused = await shop.Http.PostAsJsonAsync("/api/login", new { name = "ada", password = "tea" }, _end);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Points_are_given_away_from_here_and_from_nowhere_else()
    {
        await using SampleProgram shop = await SampleProgram.StartAsync("CoffeeShop");
        await shop.Http.PostAsJsonAsync("/api/login", new { name = "ada", password = "triple-shot mocha, please" }, _end);
        using var form = new FormUrlEncodedContent([new("to", "grace"), new("points", "1000")]);
        Assert.Equal("""{"points":4000}""", await (await shop.Http.PostAsync("/points", form, _end)).Content.ReadAsStringAsync(_end));
        Assert.Equal(HttpStatusCode.Conflict, (await shop.Http.PostAsJsonAsync("/api/points", new { to = "grace", points = 4001 }, _end)).StatusCode);

        shop.Http.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        shop.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await shop.Http.PostAsJsonAsync("/api/points", new { to = "mallory", points = 1000 }, _end)).StatusCode);
        Assert.Equal("""{"points":4000}""", await shop.Http.GetStringAsync("/api/points", _end));
    }

    [Fact]
    public async Task Nothing_of_the_lab_is_there_unless_it_is_asked_for()
    {
        await using SampleProgram shop = await SampleProgram.StartAsync("CoffeeShop");
        foreach (string path in new[] { "/lab/", "/lab/lab.js", "/lab/sites" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await shop.Http.GetAsync(path, _end)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await shop.Http.PostAsJsonAsync("/lab/begin", new { visitor = false }, _end)).StatusCode);
    }

    [Fact]
    public async Task The_page_and_its_parts_are_served()
    {
        await using SampleProgram shop = await SampleProgram.StartAsync("CoffeeShop");
        Assert.Contains("Triple-Shot Mocha", await shop.Http.GetStringAsync("/", _end), StringComparison.Ordinal);
        foreach (string part in new[] { "/shop.js", "/shop.css", "/cup.svg" })
        {
            Assert.Equal(HttpStatusCode.OK, (await shop.Http.GetAsync(part, _end)).StatusCode);
        }
    }
}
