using System.Net;
using Cloakroom.Server.Events;
using Cloakroom.Tests.Server.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Events;

/// <summary>What the defences refuse is in the log of events, and nobody can fill it with that (ASVS 16.3.2, 16.3.3).</summary>
public sealed class RefusalsTests
{
    [Fact]
    public async Task Requests_of_other_sites_and_forbidden_ones_are_written_down_with_their_number()
    {
        await using Office office = await Office.OpenAsync();
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage forbidden = await office.SendAsync(office.BobCookie, "/auth/admin/users");
            Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        }

        using HttpClient client = office.Server.Client();
        using HttpResponseMessage foreign = await client.AskAsync("/auth/logout", HttpMethod.Post, origin: new Uri("https://evil.example"));
        Refusals refusals = office.Server.Services.GetRequiredService<Refusals>();
        await refusals.WriteAsync();

        RecordedEvent[] written = Written(office);
        AccountEvent role = Assert.Single(written, e => e.What.Detail == "role_required: 3").What;
        Assert.Equal((office.BobId, "127.0.0.1"), (role.Account, role.Address.Replace("::ffff:", "", StringComparison.Ordinal)));
        Assert.Single(written, e => e.What.Detail?.StartsWith("csrf_", StringComparison.Ordinal) == true && e.What.Detail.EndsWith(": 1", StringComparison.Ordinal));
        await refusals.WriteAsync();
        Assert.Equal(written.Length, Written(office).Length);
    }

    [Fact]
    public async Task A_flood_from_everywhere_is_twenty_events_and_a_number()
    {
        await using Office office = await Office.OpenAsync();
        Refusals refusals = office.Server.Services.GetRequiredService<Refusals>();
        for (int i = 0; i < 5000; i++)
        {
            var context = new DefaultHttpContext();
            context.Connection.RemoteIpAddress = new IPAddress([10, 0, (byte)(i >> 8), (byte)i]);
            refusals.Refused(context, Reason.CsrfOrigin);
            refusals.Refused(context, Reason.NoCredentials);
        }

        await refusals.WriteAsync();
        RecordedEvent[] written = Written(office);
        Assert.Equal(Refusals.PerMinute + 1, written.Length);
        Assert.Single(written, e => e.What.Detail == "4980 more that are not listed");
    }

    [Theory]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    public async Task An_address_of_ipv6_counts_with_its_network(string peer, string counted)
    {
        await using Office office = await Office.OpenAsync();
        Refusals refusals = office.Server.Services.GetRequiredService<Refusals>();
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        refusals.Refused(context, Reason.CsrfOrigin);
        await refusals.WriteAsync();
        Assert.Equal(counted, Assert.Single(Written(office)).What.Address);
    }

    private static RecordedEvent[] Written(Office office) =>
        [.. office.Server.Services.GetRequiredService<EventReader>().Read(new() { Kind = EventKind.Refused }, 100)];
}
