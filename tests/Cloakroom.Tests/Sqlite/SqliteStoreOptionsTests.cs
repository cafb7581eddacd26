using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Sqlite;

public sealed class SqliteStoreOptionsTests
{
    [Theory]
    [InlineData("app.db")]
    [InlineData("Data Source=app.db")]
    [InlineData("data source = app.db;")]
    [InlineData("DataSource=./app.db")]
    [InlineData("Filename=app.db")]
    [InlineData(" DATA SOURCE =  app.db\t")]
    [InlineData("Data Source='app.db'")]
    [InlineData("Data Source=other.db;Filename=app.db")]
    [InlineData("Data Source=\"app.db\"")]
    public void Path_and_connection_string_name_the_same_file(string text) =>
        Assert.Equal(Path.GetFullPath("app.db"), SqliteStoreOptions.Parse(text).Path);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Data Source=")]
    [InlineData(":memory:")]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=file:app.db?mode=memory")]
    [InlineData("Data Source=app.db;Cache=Shared")]
    [InlineData("Data Source=app.db;=")]
    [InlineData("Data  Source=app.db")]
    [InlineData("=app.db")]
    [InlineData("Password=x")]
    public void What_would_be_ignored_or_misread_is_refused_with_a_sentence(string text)
    {
        string message = Assert.Throws<StoreStartException>(() => SqliteStoreOptions.Parse(text)).Message;
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.Contains("Data Source", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_sound() => Assert.Empty(new SqliteStoreOptions("app.db").Validate());

    [Fact]
    public void Values_out_of_range_are_named()
    {
        var options = new SqliteStoreOptions("app.db") { BusyBudget = TimeSpan.FromMinutes(1), BallastBytes = 100 };
        Assert.Collection(
            options.Validate(),
            m => Assert.StartsWith("Sqlite:BusyBudget is 00:01:00", m, StringComparison.Ordinal),
            m => Assert.StartsWith("Sqlite:BallastBytes is 100", m, StringComparison.Ordinal));
    }
}
