using Cloakroom.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.AspNetCore;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Sesion:Idle", "00:30:00", "Cloakroom:Sesion:Idle is not a setting (did you mean Cloakroom:Session:Idle?); docs/configuration.md lists them all.")]
    [InlineData("Session:Idle", "30m", "Cloakroom:Session:Idle is '30m'; write a time as [days.]hours:minutes:seconds, for example 01:00:00.")]
    [InlineData("Session:Idle", "30", "Cloakroom:Session:Idle is '30'; write a time as [days.]hours:minutes:seconds, for example 01:00:00.")]
    [InlineData("Session:Idle", "2.00:00:00", "Session:Idle is 2.00:00:00, longer than Session:Absolute (1.00:00:00); lower the first or raise the second.")]
    [InlineData("Session:MaxPerUser", "many", "Cloakroom:Session:MaxPerUser is 'many'; write a number from 1 to 10000, for example 100.")]
    [InlineData("Session:MaxPerUser", "0", "Session:MaxPerUser is 0; set it between 1 and 10000.")]
    [InlineData("Session:SameSite", "None", "Session:SameSite is None; set Strict or Lax: a session cookie that travels with every foreign request is not offered.")]
    [InlineData("Session:SameSite", "lenient", "Cloakroom:Session:SameSite is 'lenient'; write Strict or Lax, for example Strict.")]
    [InlineData("Csrf:Origins", "https://app.example/", "Csrf:Origins has 'https://app.example/', which is not an origin as browsers send it; write for example https://app.example, without path.")]
    [InlineData("Csrf:Origins:0", "null", "Csrf:Origins has 'null', which is not an origin as browsers send it; write for example https://app.example, without path.")]
    [InlineData("LoginPath", "//evil.example", "LoginPath is '//evil.example'; set a path of this application such as /login, or leave it empty.")]
    [InlineData("Session", "x", "Cloakroom:Session is not a setting; docs/configuration.md lists them all.")]
    public async Task A_mistake_stops_the_start_with_one_sentence(string key, string value, string sentence)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => new TestApp { Configuration = { [$"Cloakroom:{key}"] = value } }.StartAsync());

        Assert.Equal(sentence, refusal.Message);
    }

    [Fact]
    public async Task Several_mistakes_are_told_at_once()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            new TestApp { Configuration = { ["Cloakroom:Colour"] = "blue", ["Cloakroom:Session:MaxPerUser"] = "0" } }.StartAsync());

        Assert.Equal(2, refusal.Failures.Count());
    }

    [Fact]
    public async Task Settings_are_read_without_regard_to_case_then_changed_in_code()
    {
        await using TestApp app = await new TestApp
        {
            Configuration =
            {
                ["CLOAKROOM:SESSION:IDLE"] = "00:10:00",
                ["cloakroom:session:samesite"] = "lax",
                ["Cloakroom:Csrf:Origins:0"] = "https://a.example",
                ["Cloakroom:Csrf:Origins:1"] = "https://b.example",
                ["Cloakroom:Session:MaxPerUser"] = "3",
            },
            Options = o => o.Session.MaxPerUser = 4,
        }.StartAsync();

        CloakroomOptions options = app.Services.GetRequiredService<CloakroomOptions>();
        Assert.Equal(TimeSpan.FromMinutes(10), options.Session.Idle);
        Assert.Equal(SameSite.Lax, options.SameSite);
        Assert.Equal(["https://a.example", "https://b.example"], options.CsrfOrigins);
        Assert.Equal(4, options.Session.MaxPerUser);
    }

    [Fact]
    public async Task The_environment_reaches_the_section_by_its_usual_form()
    {
        // Read by the host without a prefix of its own; harmless to tests that start at the same time.
        const string Name = "CLOAKROOM__SESSION__MAXPERUSER";
        System.Environment.SetEnvironmentVariable(Name, "70");
        try
        {
            await using TestApp app = await new TestApp().StartAsync();
            Assert.Equal(70, app.Services.GetRequiredService<CloakroomOptions>().Session.MaxPerUser);
        }
        finally
        {
            System.Environment.SetEnvironmentVariable(Name, null);
        }
    }

    [Fact]
    public async Task No_key_file_is_written_and_no_key_ring_asked_for()
    {
        await using TestApp app = await new TestApp().StartAsync();

        Assert.Null(app.Services.GetService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>());
        Assert.Empty(app.Logs.Bad);
    }
}
