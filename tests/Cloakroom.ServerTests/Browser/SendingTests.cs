namespace Cloakroom.ServerTests.Browser;

/// <summary>When the browser sends the session: by itself to the same site, never from another one.</summary>
public sealed class SendingTests(TwoSites sites) : IClassFixture<TwoSites>
{
    public static TheoryData<string> EveryWay => Way.Names;

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task It_comes_back_by_itself_from_a_page_of_the_same_site(string way)
    {
        Arrival arrival = await GoAsync(sites.App.Url.ToString(), way);

        Assert.True(arrival.BroughtSession, arrival.ToString());
    }

    [Theory]
    [MemberData(nameof(EveryWay))]
    public async Task It_stays_at_home_when_another_site_asks(string way)
    {
        Arrival arrival = await GoAsync(sites.Other.Url, way);

        Assert.Equal("loose=1", arrival.Cookie);
    }

    // Goes this way from a page of that site, and gives what arrived.
    private async Task<Arrival> GoAsync(string from, string way)
    {
        await sites.Tab.GotoAsync(from);
        sites.App.Recorder.Clear();
        await Way.Named(way).GoAsync(sites.Tab, $"{sites.App.Url}target");
        return await sites.App.Recorder.NextAtAsync("/target");
    }
}
