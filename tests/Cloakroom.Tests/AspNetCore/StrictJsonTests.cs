using System.Text;

namespace Cloakroom.Tests.AspNetCore;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData(" [1, 2.5e3, true] ")]
    [InlineData("""{"a":{"a":1},"b":[{"a":1},{"a":2}]}""")]
    [InlineData("\"\\ud83c\\udf9f and \ud83c\udf9f\"")]
    public void What_every_reader_understands_in_the_same_way_is_valid(string json) => Assert.True(StrictJson.IsValid(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("[1,]")]
    [InlineData("// comment\n1")]
    [InlineData("NaN")]
    [InlineData("'a'")]
    [InlineData("\"a\nb\"")]
    [InlineData("01")]
    [InlineData("\ufeff1")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""[{"b":{"x":1,"y":2,"x":3}}]""")]
    [InlineData("\"\\ud83c\"")]
    [InlineData("{\"\\udf9f\":1}")]
    public void Anything_else_is_not(string json) => Assert.False(StrictJson.IsValid(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Text_that_is_not_UTF_8_is_not_valid()
    {
        Assert.False(StrictJson.IsValid([(byte)'"', 0xff, (byte)'"']));
        Assert.False(StrictJson.IsValid([(byte)'"', 0xc0, 0xaf, (byte)'"']));
        Assert.False(StrictJson.IsValid([(byte)'"', 0xed, 0xa0, 0x80, (byte)'"']));
        Assert.False(StrictJson.IsValid([0xfe, 0xff, 0x00, 0x31]));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=UTF-8", true)]
    [InlineData("application/json; profile=\"x\"", true)]
    [InlineData("application/json ; x", false)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("application/json, text/plain", false)]
    [InlineData("text/plain", false)]
    [InlineData("", false)]
    public void Only_a_type_that_is_well_formed_announces_JSON(string type, bool isJson) => Assert.Equal(isJson, StrictJson.IsJson(type));

    [Fact]
    public void Sixty_four_levels_are_the_most()
    {
        Assert.True(StrictJson.IsValid(Encoding.UTF8.GetBytes(new string('[', 64) + new string(']', 64))));
        Assert.False(StrictJson.IsValid(Encoding.UTF8.GetBytes(new string('[', 65) + new string(']', 65))));
    }
}
