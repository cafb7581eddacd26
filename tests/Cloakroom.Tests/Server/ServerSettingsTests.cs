using Cloakroom.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace Cloakroom.Tests.Server;

public sealed class ServerSettingsTests
{
    /// <summary>The command line, and what the one sentence must name.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "--Colour blue", "Cloakroom:Colour is not a setting" },
        { "--Idle 00:05:00", "did you mean Cloakroom:Session:Idle?" },
        { "--Session:Idle soon", "Cloakroom:Session:Idle is 'soon'; write a time" },
        { "--Session:Idle 00:00:00", "Cloakroom:Session:Idle is 00:00:00" },
        { "--Session:Idle 2.00:00:00", "longer than Session:Absolute" },
        { "--Session:Absolute 500.00:00:00", "400.00:00:00" },
        { "--Session:MaxPerUser 0", "between 1 and 10000" },
        { "--Session:SameSite None", "set Strict or Lax" },
        { "--PublicUrl http://app.example", "https" },
        { "--PublicUrl app", "PublicUrl is 'app'" },
        { "--Csrf:Origins https://a.example/path", "Csrf:Origins has 'https://a.example/path'" },
        { "--PublicUrl https://shop.vercel.app --Session:Domain vercel.app", "Cloakroom:Session:Domain is 'vercel.app', a public suffix" },
        { "--PublicUrl https://shop.fly.dev --Session:Domain fly.dev", "Cloakroom:Session:Domain is 'fly.dev', a public suffix" },
        { "--PublicUrl https://shop.co.uk --Session:Domain co.uk", "Cloakroom:Session:Domain is 'co.uk', a public suffix" },
        { "--PublicUrl https://www.app.example --Session:Domain app.example", "Cloakroom:Session:Domain is 'app.example': a session cookie that other hosts get" },
        { "--Session:Domain app.example", "Cloakroom:Session:Domain is 'app.example'" },
        { "--PublicUrl http://localhost:4242 --Session:SameSite None", "browsers drop a SameSite=None cookie without Secure" },
        { "--PublicUrl http://localhost:4242 --Csrf:Origins http://127.0.0.1:3000", "127.0.0.1 and localhost are different sites" },
        { "--PublicUrl https://app.example --Csrf:Origins https://other.example", "they are different sites" },
        { "--Csrf:Origins *", "Cloakroom:Csrf:Origins has '*', and an answer for every origin" },
        { "--Csrf:Origins http://app.example", "a page over plain http" },
        { "--Accounts:Registration maybe", "write open or closed" },
        { "--Store redis://hunter2@localhost:6379", "has a user or password that cannot be read" },
        { "--Store rediss://", "names no host" },
        { "--Store redis+cluster://hunter2@localhost", "has a user or password that cannot be read" },
        { "--Store redis+sentinel://:hunter2@localhost", "names no master" },
        { "--Store postgres://user:hunter2@/db", "names no host" },
        { "--Store postgres://user:hunter2@localhost/db?maxpoolsize=900", "which the store decides itself" },
        { "--Store mysql://user:hunter2@localhost/db", "is not the address of a store" },
        { "--Store sqlite:", "names no file" },
        { "--Store cloakroom.db", "is not the address of a store" },
        { "--Accounts:Store memory:", "Cloakroom:Accounts:Store" },
        { "--External:0:Name My-IdP", "Cloakroom:External:0:Name is 'My-IdP'; write up to 32 small letters" },
        { "--External:0:Name a", "Cloakroom:External:0:Authority is ''; write the issuer" },
        { "--External:0:Name a --External:0:Authority http://idp.example", "write https" },
        { "--External:0:Name a --External:0:Authority https://me:hunter2@idp.example?x=1", "leave out what is no part of an issuer" },
        { "--External:1:Name a --External:1:Authority https://idp.example", "Cloakroom:External:1:ClientId is ''" },
        { "--External:0:Name a --External:0:Authority https://idp.example --External:0:ClientId c", "Cloakroom:External:0:ClientSecret is empty" },
        { "--External:0:Name a --External:0:Authority https://i.example --External:0:ClientId c --External:0:ClientSecret s --External:0:Scopes email", "openid among them" },
        { "--External:0:Name a --External:0:Authority https://i.example --External:0:ClientId c --External:0:ClientSecret s --External:1:Name a --External:1:Authority https://j.example --External:1:ClientId c --External:1:ClientSecret s", "which another provider has; give each" },
        { "--External:0:Name a --External:0:Authority https://i.example --External:0:ClientId c --External:0:ClientSecret s --External:1:Name b --External:1:Authority https://i.example/ --External:1:ClientId c --External:1:ClientSecret s", "which another provider has; leave one" },
        { "--External:0:TrustFactors perhaps", "Cloakroom:External:0:TrustFactors is 'perhaps'; write true or false" },
        { "--External:x:Name a", "Cloakroom:External:x:Name is not a setting" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_stops_the_start_with_one_sentence(string line, string named)
    {
        string sentence = Assert.Throws<StartRefusedException>(() => Read(line.Split(' '))).Message;
        Assert.Contains(named, sentence, StringComparison.Ordinal);
        Assert.StartsWith("Cloakroom:", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_settings_the_defaults_of_the_contract_hold()
    {
        ServerOptions options = Read();
        Assert.Equal("sqlite:./cloakroom-data/cloakroom.db", options.Store);
        Assert.Equal(Path.GetFullPath("./cloakroom-data/cloakroom.db"), options.Accounts.File);
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromDays(1)), (options.Library.Session.Idle, options.Library.Session.Absolute));
    }

    [Fact]
    public void Flags_name_a_setting_with_or_without_its_section_and_in_any_case()
    {
        ServerOptions options = Read("--session:idle", "00:05:00", "--Cloakroom:Session:Absolute=02:00:00", "--store=memory:");
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromHours(2), "memory:"), (options.Library.Session.Idle, options.Library.Session.Absolute, options.Store));
    }

    [Fact]
    public void The_environment_names_a_setting_with_two_underscores_and_flags_win()
    {
        // What the configuration of ASP.NET Core makes of CLOAKROOM__SESSION__IDLE.
        IConfiguration environment = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["CLOAKROOM:SESSION:IDLE"] = "00:07:00", ["CLOAKROOM:STORE"] = "sqlite:other.db" })
            .AddInMemoryCollection(Arguments.Parse(["--Store", "memory:"]).Settings).Build();
        ServerOptions options = ServerSettings.Read(environment);
        Assert.Equal((TimeSpan.FromMinutes(7), "memory:"), (options.Library.Session.Idle, options.Store));
    }

    [Theory]
    [InlineData("memory:", null, "./cloakroom-data/accounts.db")]
    [InlineData("sqlite:a/b.db", null, "a/b.db")]
    [InlineData("sqlite:a/b.db", "sqlite:c.db", "c.db")]
    [InlineData("memory:", "sqlite:/tmp/c.db", "/tmp/c.db")]
    public void Accounts_follow_the_store_when_it_is_a_file(string store, string? accounts, string file) =>
        Assert.Equal(Path.GetFullPath(file), new ServerOptions { Store = store, AccountsStore = accounts }.Accounts.File);

    [Theory]
    [InlineData("--Session:Idle")]
    [InlineData("--Session:Idle", "--Store=memory:")]
    public void A_flag_without_value_is_named(params string[] line) =>
        Assert.Contains("--Session:Idle has no value", Assert.Throws<StartRefusedException>(() => Arguments.Parse(line)).Message, StringComparison.Ordinal);

    [Fact]
    public void Flags_of_the_framework_stay_its_own()
    {
        var arguments = Arguments.Parse(["serve", "--urls", "http://127.0.0.1:1", "--Logging:LogLevel:Default=Debug", "--json"]);
        Assert.Equal("serve", Assert.Single(arguments.Words));
        Assert.Equal("json", Assert.Single(arguments.Switches));
        Assert.Equal("Logging:LogLevel:Default urls", string.Join(' ', arguments.Settings.Keys.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_default_in_the_table_is_accepted()
    {
        IEnumerable<string> line = ServerSettings.Table.Where(s => s.Default.Length > 0).Select(s => $"--{s.Key}={s.Default}");
        Assert.NotNull(Read([.. line]));
    }

    private static ServerOptions Read(params string[] line) =>
        ServerSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(Arguments.Parse(line).Settings).Build());
}
